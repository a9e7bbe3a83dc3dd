import { describe, expect, it } from '@jest/globals';
import { type Belief, beliefOf } from '../../../../../shared/core/planner/belief.ts';
import { DEFAULT_PLANNER_SETTINGS } from '../../../../../shared/core/planner/planner-settings.ts';
import type { TierEvidence } from '../../../../../shared/core/posterior/tier-evidence.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

/** Evidence at 1024 MB from outside the run, with this uncertainty. */
function aPoint(durationMs: number, ownSd: number): TierEvidence {
  return {
    memoryMb: 1024,
    logMemory: Math.log(1024),
    logDurationMs: Math.log(durationMs),
    warmCount: 0,
    effectiveCount: 10_000,
    laneCount: 100,
    squaredDeviations: 0,
    ownSd,
    sharedShiftSd: 0,
  };
}

function believed(point?: TierEvidence): Belief {
  const state = aState({
    powerValueBefore: powerValue(1024),
    tiers: [aTier(256, [800, 810]), aTier(1024, [200, 202])],
  });
  const outside = point === undefined ? {} : { outsideEvidence: [point] };
  const belief = beliefOf(state, { ...DEFAULT_PLANNER_SETTINGS, ...outside });
  if (belief === undefined) throw new Error('There is a belief where there are samples');
  return belief;
}

function durationAt1024Mb({ grid, durationMsMeans }: Belief): number {
  return durationMsMeans[grid.sizesMb.indexOf(1024)] ?? Number.NaN;
}

describe('beliefOf() with evidence from outside the run', () => {
  it('lies between the measurements and that evidence', () => {
    const duration = durationAt1024Mb(believed(aPoint(300, 0.05)));

    expect(durationAt1024Mb(believed())).toBeCloseTo(200, -1);
    expect(duration).toBeGreaterThan(220);
    expect(duration).toBeLessThan(300);
  });

  it('hardly moves for uncertain evidence, and does not count it as a measurement', () => {
    const belief = believed(aPoint(300, 1));

    expect(durationAt1024Mb(belief)).toBeCloseTo(durationAt1024Mb(believed()), -1);
    expect(belief.evidence.map(({ memoryMb }) => memoryMb)).toEqual([256, 1024]);
    expect(belief.isEarlierRunUsed).toBe(false);
  });
});
