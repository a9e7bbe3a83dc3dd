import { describe, expect, it } from '@jest/globals';
import { driftWarnings } from '../../../../../shared/core/advice/drift.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';

const APPLIED_AT_MS = Date.UTC(2026, 10, 1, 12);
const FACTS = { drift: {}, presentMb: 1024, stackName: undefined };
const memory = { appliedMb: powerValue(128), appliedAtMs: APPLIED_AT_MS };

describe('driftWarnings()', () => {
  it('has none where nothing has changed', () => {
    expect(driftWarnings(FACTS)).toEqual([]);
  });

  it('names the stack that set an applied size back, and what makes it last', () => {
    expect(driftWarnings({ ...FACTS, drift: { memory }, stackName: 'shop-api' })).toEqual([
      '128 MB was applied on 2026-11-01 and became 1024 MB since, as a deployment of "shop-api" does: bring the size to the source with "autotune patch"',
    ]);
  });

  it('says the same where no stack is known', () => {
    expect(driftWarnings({ ...FACTS, drift: { memory } })).toEqual([
      '128 MB was applied on 2026-11-01 and became 1024 MB since, as a deployment does: bring the size to the source with "autotune patch"',
    ]);
  });

  it('says how production moved, and what to look at', () => {
    const production = { durationMsBefore: 100, durationMsNow: 162 };

    expect(driftWarnings({ ...FACTS, drift: { production } })).toEqual([
      'In production the median duration went from 100 ms to 162 ms, with the same code: check that the event is still typical',
    ]);
  });
});
