import { describe, expect, it } from '@jest/globals';
import { type Belief, beliefOf } from '../../../../../shared/core/planner/belief.ts';
import {
  budgetLeft,
  explorationForecast,
  explorationSoFar,
} from '../../../../../shared/core/planner/exploration-cost.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../../../../shared/core/planner/planner-settings.ts';
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

  it('counts the billed duration of failed invocations', () => {
    const tiers = [aTier(2048, [], { samples: [], errorCount: 2, errorBilledDurationMs: 1500 })];

    const spent = explorationSoFar(aState({ tiers }));

    expect(spent.invocations).toBe(2);
    expect(spent.seconds).toBeCloseTo(1.5, 9);
    expect(spent.usd).toBeCloseTo(2 * 1.5 * 1.66667e-5 + 2 * 2e-7, 12);
  });
});

describe('explorationForecast()', () => {
  const state = aState({ tiers: [aTier(1024, [1000, 1000, 1000])] });
  const belief = beliefOf(state, DEFAULT_PLANNER_SETTINGS) as Belief;
  const forecastOf = explorationForecast(state, belief);
  const column = belief.grid.sizesMb.indexOf(1024);

  it('counts every invocation, and waits for the longest lane', () => {
    const plan = { column, warmCount: 3, laneCount: 1 };
    const inARow = forecastOf({ ...plan, newLaneCount: 0 });
    const sideBySide = forecastOf({ ...plan, laneCount: 3, newLaneCount: 0 });

    expect(inARow.invocations).toBe(3);
    expect(inARow.waitSeconds / sideBySide.waitSeconds).toBeCloseTo(3, 9);
    expect(inARow.usd).toBeCloseTo(sideBySide.usd, 12);
  });

  it('adds a clone for a new size, and a cold start for each new lane', () => {
    const warm = forecastOf({ column, warmCount: 1, laneCount: 1, newLaneCount: 0 });
    const cold = forecastOf({ column, warmCount: 1, laneCount: 0, newLaneCount: 1 });

    expect(cold.invocations).toBe(2);
    // 3 s for a clone, one more invocation, and the extra 1.2 s of the cold one (2000 + 200 ms).
    expect(cold.waitSeconds - 2 * warm.waitSeconds).toBeCloseTo(4.2, 1);
  });
});

describe('budgetLeft()', () => {
  it('subtracts what was spent, and is infinite without a limit', () => {
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
