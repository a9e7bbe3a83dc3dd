import { describe, expect, it } from '@jest/globals';
import { driftWarnings } from '../../../../../shared/core/advice/drift.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';

const APPLIED_AT_MS = Date.UTC(2026, 10, 1, 12);
const FACTS = { drift: {}, presentMb: 1024, stackName: undefined };
const memory = { appliedMb: powerValue(128), appliedAtMs: APPLIED_AT_MS };

describe('driftWarnings()', () => {
  it('returns none if nothing has changed', () => {
    expect(driftWarnings(FACTS)).toEqual([]);
  });

  it('names the stack that reverted an applied size, and how to keep the size', () => {
    expect(driftWarnings({ ...FACTS, drift: { memory }, stackName: 'shop-api' })).toEqual([
      '128 MB was applied on 2026-11-01 and has been changed to 1024 MB since, probably by a deployment of "shop-api": write the size into the source with "autotune patch"',
    ]);
  });

  it('does without a stack name if no stack is known', () => {
    expect(driftWarnings({ ...FACTS, drift: { memory } })).toEqual([
      '128 MB was applied on 2026-11-01 and has been changed to 1024 MB since, probably by a deployment: write the size into the source with "autotune patch"',
    ]);
  });

  it("says how production's duration changed, and what to check", () => {
    const production = { durationMsBefore: 100, durationMsNow: 162 };

    expect(driftWarnings({ ...FACTS, drift: { production } })).toEqual([
      'In production the median duration went from 100 ms to 162 ms, with the same code: check that the event is still typical',
    ]);
  });
});
