import { describe, expect, it } from '@jest/globals';
import { beliefOf } from '../../../../../shared/core/planner/belief.ts';
import {
  expectedLossAfter,
  pickTerms,
} from '../../../../../shared/core/planner/measurement-value.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../../../../shared/core/planner/planner-settings.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

describe('expectedLossAfter()', () => {
  const tiers = [aTier(128, [1500, 1620]), aTier(512, [400, 430])];
  const belief = beliefOf(aState({ tiers }), DEFAULT_PLANNER_SETTINGS);
  if (belief === undefined) {
    throw new Error('Two measured tiers must give a belief');
  }
  const picks = pickTerms(belief, new Float64Array(belief.grid.sizesMb.length));
  const now = Math.min(...belief.lossMeans);
  const lossAfter = (column: number, variance: number) =>
    expectedLossAfter(belief, picks, { column, variance, confirmation: 0 });

  it('never exceeds the loss expected now', () => {
    for (let column = 0; column < belief.grid.sizesMb.length; column += 4) {
      expect(lossAfter(column, 0.01)).toBeLessThanOrEqual(now + 1e-9);
    }
  });

  it('is less after a precise observation than after a vague one', () => {
    const column = belief.grid.sizesMb.indexOf(1024);

    expect(lossAfter(column, 0.001)).toBeLessThan(lossAfter(column, 0.1));
    expect(lossAfter(column, 100)).toBeCloseTo(now, 3);
  });
});
