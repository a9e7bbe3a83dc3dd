import { exactCountText } from '../count-text.ts';
import { compareArchitectures } from './architecture-comparison.ts';
import { beliefOf } from './belief.ts';
import { budgetLeft, explorationSoFar } from './exploration-cost.ts';
import { hasSamples } from './failed-bracket.ts';
import type { Measurement } from './measurement.ts';
import { CONFIRMING_WARM_COUNT } from './pick.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import { bestOfEarlier, nextMeasurements } from './tuning-plan.ts';
import type { TuningState } from './tuning-state.ts';

/** What to measure on the other architecture, or nothing, and why. */
export interface ArchitectureStep {
  readonly measurements: readonly Measurement[];
  readonly reason: string;
}

/** Rounds on the other architecture: one size tells the ratio of the two curves, a second the size. */
const ROUND_COUNT_MAX = 2;

/** Where the answer is as clear as this, another size would not change it. */
const CLEAR_PROBABILITY = 0.95;

/**
 * Decides what to measure on the other architecture once the one that the function has is done. The
 * two curves are linked as those of two runs are: the present one is the earlier run of the other.
 *
 * @param own The function as it is.
 * @param other The same on the other architecture: its own price and tiers, with those of `own` as
 *   earlier ones.
 */
export function nextOnOther(
  own: TuningState,
  other: TuningState,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
): ArchitectureStep {
  const { architecture } = other;
  const { roundsDone = 0 } = other;
  if (!own.tiers.some(hasSamples)) {
    return { measurements: [], reason: 'Nothing is known of the function' };
  }
  if (roundsDone === 0) return firstOnOther(other, settings);
  if (roundsDone >= ROUND_COUNT_MAX) {
    return {
      measurements: [],
      reason: `${exactCountText(roundsDone, 'round')} done on ${architecture}`,
    };
  }
  const comparison = compareArchitectures(own, other, { settings });
  if (comparison === undefined || comparison.probability < 1 - CLEAR_PROBABILITY) {
    return { measurements: [], reason: `${architecture} is no better` };
  }
  const step = nextMeasurements(other, settings);
  return step.kind === 'complete' ? { measurements: [], reason: step.reason } : step;
}

/** The size that is best with the other price, by what the present architecture shows. */
function firstOnOther(other: TuningState, settings: PlannerSettings): ArchitectureStep {
  const left = budgetLeft(other, explorationSoFar(other));
  const warmSampleCount = Math.min(CONFIRMING_WARM_COUNT, left.invocations - 1);
  if (warmSampleCount < 1 || left.usd <= 0 || left.seconds <= 0) {
    return { measurements: [], reason: 'The budget is spent' };
  }
  const bestMb = bestOfEarlier(other, beliefOf(other, settings));
  return bestMb === undefined
    ? { measurements: [], reason: 'No size may be measured' }
    : {
        measurements: [{ powerValue: bestMb, warmSampleCount, laneCount: 1, newLaneCount: 1 }],
        reason: `${bestMb} MB is the most likely size on ${other.architecture}`,
      };
}
