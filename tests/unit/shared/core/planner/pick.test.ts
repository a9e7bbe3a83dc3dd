import { describe, expect, it } from '@jest/globals';
import { type Belief, beliefOf } from '../../../../../shared/core/planner/belief.ts';
import { confirmedPick, pickedColumn } from '../../../../../shared/core/planner/pick.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../../../../shared/core/planner/planner-settings.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

/** Durations at 512 MB, which make that size by far the cheaper one. */
const CHEAP_MS = [200, 201];
const DEAR = aTier(2048, [190, 191, 189]);

function picked(
  state: TuningState,
  pick: (state: TuningState, belief: Belief) => number | undefined,
) {
  const belief = beliefOf(state, DEFAULT_PLANNER_SETTINGS) as Belief;
  return belief.grid.sizesMb[pick(state, belief) ?? -1];
}

describe('confirmedPick()', () => {
  it('is the best size with three warm samples', () => {
    const two = aState({ tiers: [aTier(512, CHEAP_MS), DEAR] });
    const three = aState({ tiers: [aTier(512, [...CHEAP_MS, 199]), DEAR] });

    expect(picked(two, confirmedPick)).toBe(2048);
    expect(picked(three, confirmedPick)).toBe(512);
  });

  it('counts samples per payload class', () => {
    const tiers = [aTier(512, [...CHEAP_MS, 199])];
    const payloadClasses = [
      { weight: 1, tiers },
      { weight: 1, tiers },
    ];

    expect(picked(aState({ tiers, payloadClasses }), confirmedPick)).toBeUndefined();
  });
});

describe('pickedColumn()', () => {
  it('accepts fewer samples if no size has three', () => {
    const tiers = [aTier(512, CHEAP_MS), aTier(2048, [190])];

    expect(picked(aState({ tiers }), confirmedPick)).toBeUndefined();
    expect(picked(aState({ tiers }), pickedColumn)).toBe(512);
  });
});
