import { locationVariance } from '../posterior/curve-weights.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { TierEvidence } from '../posterior/tier-evidence.ts';
import type { TuningState } from '../tuning-state.ts';
import type { Belief } from './belief.ts';
import { type Exploration, explorationForecast } from './exploration-cost.ts';
import { expectedLossAfter, pickTerms } from './measurement-value.ts';
import type { PlannerSettings } from './planner-settings.ts';

/** Warm samples of one step: few, so that the next step can think again. */
const WARM_COUNTS = [1, 2, 3] as const;

/** Warm samples that a pick's confirmation is expected to take. */
const CONFIRMATION_WARM_COUNT = 2;

/** A measurement under consideration, with what it is expected to save after its own price. */
export interface ValuedMeasurement {
  readonly memoryMb: number;
  readonly warmCount: number;
  readonly newLaneCount: number;
  /** Environments the tier has already. */
  readonly laneCount: number;
  /** Expected fall of the pick's loss (fraction), less the price of measuring. */
  readonly netGain: number;
}

/**
 * The measurement that is expected to save most after its price: a new size, more samples from a
 * tier's warm environment, or a second environment for it.
 *
 * @param best Expected loss of the best confirmed pick; infinite where there is none yet.
 * @returns undefined where nothing is worth its price, or nothing fits the budget.
 */
export function bestMeasurement(
  state: TuningState,
  belief: Belief,
  options: {
    readonly settings: PlannerSettings;
    readonly left: Exploration;
    readonly confirmedLoss: number;
  },
): ValuedMeasurement | undefined {
  const { settings, left, confirmedLoss } = options;
  const forecast = explorationForecast(state, belief);
  const priceOf = (cost: Exploration) =>
    (settings.regretPerOptimumInvocation * cost.usd) / belief.optimumCostUsd +
    settings.regretPerInvocation * cost.invocations;
  const columns = Array.from(belief.grid.sizesMb.keys()).filter(
    (column) => belief.grid.isAllowed[column],
  );
  const tierOf = (column: number) =>
    belief.evidence.find(
      (tier) => tier.warmCount > 0 && tier.memoryMb === at(belief.grid.sizesMb, column),
    );
  const confirmation = Float64Array.from(belief.grid.sizesMb, (_, column) =>
    tierOf(column) === undefined ? priceOf(forecast(column, CONFIRMATION_WARM_COUNT, 1)) : 0,
  );
  const picks = pickTerms(belief, confirmation);
  const noiseVariance =
    belief.noiseSds.reduce((sum, sd) => sum + sd ** 2, 0) / belief.noiseSds.length;

  let best: ValuedMeasurement | undefined;
  for (const column of columns) {
    const tier = tierOf(column);
    for (const warmCount of WARM_COUNTS) {
      for (const newLaneCount of tier === undefined ? [1] : [0, 1]) {
        const cost = forecast(column, warmCount, newLaneCount);
        const price = priceOf(cost);
        if (!fits(cost, left) || price >= confirmedLoss) {
          continue;
        }
        const variance = observationVariance(tier, { warmCount, newLaneCount }, noiseVariance);
        const after = expectedLossAfter(belief, picks, {
          column,
          variance: variance(settings.prior.intraclassCorrelation),
        });
        const netGain = Math.min(confirmedLoss, Number.MAX_VALUE) - after - price;
        if (netGain > 0 && netGain > (best?.netGain ?? 0)) {
          const memoryMb = at(belief.grid.sizesMb, column);
          best = { memoryMb, warmCount, newLaneCount, laneCount: tier?.laneCount ?? 0, netGain };
        }
      }
    }
  }
  return best;
}

/**
 * Variance of new information on a tier's log location: the independent observation that takes its
 * variance v0 to the one after, v1, has 1 / (1/v1 - 1/v0).
 */
function observationVariance(
  tier: TierEvidence | undefined,
  added: { readonly warmCount: number; readonly newLaneCount: number },
  noiseVariance: number,
): (intraclassCorrelation: number) => number {
  const noiseSd = Math.sqrt(noiseVariance);
  const after = {
    effectiveCount: (tier?.effectiveCount ?? 0) + added.warmCount,
    laneCount: (tier?.laneCount ?? 0) + added.newLaneCount,
    coldOnlySd: 0,
  };
  return (correlation) => {
    const v1 = locationVariance(after, noiseSd, correlation);
    return tier === undefined
      ? v1
      : 1 / (1 / v1 - 1 / locationVariance(tier, noiseSd, correlation));
  };
}

function fits(cost: Exploration, left: Exploration): boolean {
  return (
    cost.invocations <= left.invocations && cost.usd <= left.usd && cost.seconds <= left.seconds
  );
}
