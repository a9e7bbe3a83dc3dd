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

/** The measurements on the other architecture, which may be none, and the reason. */
export interface ArchitectureStep {
  readonly measurements: readonly Measurement[];
  readonly reason: string;
}

/**
 * Most rounds on the other architecture: the first size shows the ratio of the two curves, the
 * second one refines the size.
 */
const ROUND_COUNT_MAX = 2;

/** Probability from which measuring another size would not change the answer. */
const CLEAR_PROBABILITY = 0.95;

/**
 * Decides what to measure on the other architecture once the function's own architecture is done.
 * The two curves are linked in the same way as those of two runs: the tiers of the function's own
 * architecture are the earlier run of the other one.
 *
 * @param own The function on its own architecture.
 * @param other The function on the other architecture, with its price and tiers, and the tiers of
 *   `own` as the earlier ones.
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

/**
 * Plans the first measurement: the size that is best at the other architecture's price, judged by
 * the durations on the function's own architecture.
 */
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
