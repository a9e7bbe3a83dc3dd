import { describe, expect, it } from '@jest/globals';
import { budgetLeft, explorationSoFar } from '../../../../shared/core/planner/exploration-cost.ts';
import { anOutOfMemoryTier, aState, aTier } from '../../../support/tuning-worlds.ts';

describe('explorationSoFar()', () => {
  it('counts cold, warm and failed invocations, and the bill of those with a report', () => {
    const tiers = [anOutOfMemoryTier(128), aTier(1024, [1000])];

    const spent = explorationSoFar(aState({ tiers }));

    // One failed; one cold of 2000 + 200 ms and one warm of 1000 ms at 1 GB: 3.2 GB-s and two fees.
    expect(spent.invocations).toBe(3);
    expect(spent.seconds).toBeCloseTo(3.2, 9);
    expect(spent.usd).toBeCloseTo(3.2 * 1.66667e-5 + 2 * 2e-7, 12);
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
