import { describe, expect, it } from '@jest/globals';
import type { Tier, TierOutcome } from '../../../../../shared/core/measurement/tier.ts';
import { mergeTiers } from '../../../../../shared/core/measurement/tier-merge.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';

const MEASURED: TierOutcome = { kind: 'measured' };
const FAILED: TierOutcome = { kind: 'failed', errorName: 'E', message: 'm' };
const TOO_SMALL: TierOutcome = { kind: 'infeasible', reason: 'outOfMemory', message: 'm' };

function tier(size: number, outcome: TierOutcome, sampleCount = 1): Tier {
  const sample = { durationMs: 1, billedDurationMs: 1, maxMemoryUsedMb: 1, isCold: false, lane: 0 };
  return {
    powerValue: powerValue(size),
    outcome,
    samples: Array.from({ length: sampleCount }, () => sample),
    errorCount: 1,
    errorBilledDurationMs: 5,
  };
}

describe('mergeTiers()', () => {
  it('adds samples and errors of the same size, and sorts by size', () => {
    const merged = mergeTiers(
      [tier(512, MEASURED, 2)],
      [tier(1024, MEASURED), tier(512, MEASURED, 3), tier(128, FAILED, 0)],
    );

    expect(merged.map(({ powerValue: size }) => size)).toEqual([128, 512, 1024]);
    expect(merged[1]).toMatchObject({ errorCount: 2, errorBilledDurationMs: 10 });
    expect(merged[1]?.samples).toHaveLength(5);
  });

  it.each([
    ['a failure does not replace a measurement', MEASURED, FAILED, MEASURED],
    ['a measurement replaces a failure', FAILED, MEASURED, MEASURED],
    ['running out of memory replaces a measurement', MEASURED, TOO_SMALL, TOO_SMALL],
    ['nothing replaces running out of memory', TOO_SMALL, MEASURED, TOO_SMALL],
  ])('%s', (_name, before, after, expected) => {
    expect(mergeTiers([tier(512, before)], [tier(512, after)])[0]?.outcome).toEqual(expected);
  });
});
