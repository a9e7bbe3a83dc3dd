import { describe, expect, it } from '@jest/globals';
import {
  budgetLeft,
  explorationSoFar,
} from '../../../../../shared/core/planner/exploration-cost.ts';
import { anOutOfMemoryTier, aState, aTier } from '../../../../support/tuning-worlds.ts';

describe('explorationSoFar()', () => {
  it('counts cold, warm and failed invocations, with the fee of each', () => {
    const tiers = [anOutOfMemoryTier(128), aTier(1024, [1000])];

    const spent = explorationSoFar(aState({ tiers }));

    // One failed without a report; one cold of 2000 + 200 ms and one warm of 1000 ms at 1 GB: 3.2
    // GB-s and three fees.
    expect(spent.invocations).toBe(3);
    expect(spent.seconds).toBeCloseTo(3.2, 9);
    expect(spent.usd).toBeCloseTo(3.2 * 1.66667e-5 + 3 * 2e-7, 12);
  });

  it('counts what failed invocations were billed for', () => {
    const tiers = [aTier(2048, [], { samples: [], errorCount: 2, errorBilledDurationMs: 1500 })];

    const spent = explorationSoFar(aState({ tiers }));

    expect(spent.invocations).toBe(2);
    expect(spent.seconds).toBeCloseTo(1.5, 9);
    expect(spent.usd).toBeCloseTo(2 * 1.5 * 1.66667e-5 + 2 * 2e-7, 12);
  });
});

describe('budgetLeft()', () => {
  it('subtracts what was spent, and has no end where nothing was said', () => {
    const left = budgetLeft(aState({ budget: { invocationsMax: 10 } }), {
      invocations: 4,
      usd: 1,
      seconds: 1,
    });

    expect(left).toEqual({
      invocations: 6,
      usd: Number.POSITIVE_INFINITY,
      seconds: Number.POSITIVE_INFINITY,
    });
  });
});
