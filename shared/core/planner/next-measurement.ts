import { locationVariance } from '../posterior/curve-weights.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { TierEvidence } from '../posterior/tier-evidence.ts';
import type { Belief } from './belief.ts';
import { type Exploration, explorationForecast } from './exploration-cost.ts';
import { expectedLossAfter, pickTerms } from './measurement-value.ts';
import type { PlannerSettings } from './planner-settings.ts';
import type { TuningState } from './tuning-state.ts';

/** Warm samples of one step: few, so that the next step can think again. */
const WARM_COUNTS = [1, 2, 3] as const;

/** All sizes are compared by this many samples first; the best few then by all plans. */
const FIRST_LOOK_WARM_COUNT = 2;
const SECOND_LOOK_COLUMN_COUNT = 6;

/** Warm samples that a pick's confirmation is expected to take. */
const CONFIRMATION_WARM_COUNT = 2;

/** Loss while no size is confirmed: ten times as bad as the best, so any confirmation is worth it. */
const UNCONFIRMED_LOSS = 10;

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

interface Plan {
  readonly column: number;
  readonly warmCount: number;
  readonly newLaneCount: number;
}

/**
 * The measurement that is expected to save most after its price: a new size, more samples from a
 * tier's warm environment, or one more environment for it.
 *
 * @param options.confirmedLoss Expected loss of the best measured size; infinite where there is none.
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
  const { sizesMb, isAllowed } = belief.grid;
  const netGainOf = planValuer(state, belief, options);
  const lanesOf = (column: number) =>
    belief.evidence.find((tier) => tier.memoryMb === at(sizesMb, column))?.laneCount ?? 0;
  const firstLook = Array.from(sizesMb.keys())
    .filter((column) => isAllowed[column])
    .flatMap((column) => {
      const newLaneCount = lanesOf(column) === 0 ? 1 : 0;
      const plan = { column, warmCount: FIRST_LOOK_WARM_COUNT, newLaneCount };
      const value = netGainOf(plan) ?? netGainOf({ ...plan, warmCount: 1 });
      return value === undefined ? [] : [{ column, value }];
    })
    .toSorted((a, b) => b.value - a.value)
    .slice(0, SECOND_LOOK_COLUMN_COUNT);

  let best: ValuedMeasurement | undefined;
  for (const { column } of firstLook) {
    const laneCount = lanesOf(column);
    for (const newLaneCount of laneCount === 0 ? [1] : [0, 1]) {
      for (const warmCount of WARM_COUNTS) {
        const netGain = netGainOf({ column, warmCount, newLaneCount }) ?? 0;
        if (netGain > (best?.netGain ?? 0)) {
          best = { memoryMb: at(sizesMb, column), warmCount, newLaneCount, laneCount, netGain };
        }
      }
    }
  }
  return best;
}

/** Values plans: expected saving less price; undefined where the budget or the stake is too small. */
function planValuer(
  state: TuningState,
  belief: Belief,
  options: {
    readonly settings: PlannerSettings;
    readonly left: Exploration;
    readonly confirmedLoss: number;
  },
): (plan: Plan) => number | undefined {
  const { settings, left, confirmedLoss } = options;
  const forecast = explorationForecast(state, belief);
  const priceOf = (cost: Exploration) =>
    (settings.regretPerOptimumInvocation * cost.usd) / belief.optimumCostUsd +
    settings.regretPerInvocation * cost.invocations;
  const tiers = Array.from(belief.grid.sizesMb, (memoryMb) =>
    belief.evidence.find((tier) => tier.warmCount > 0 && tier.memoryMb === memoryMb),
  );
  const confirmation = Float64Array.from(tiers, (tier, column) =>
    tier === undefined ? priceOf(forecast(column, CONFIRMATION_WARM_COUNT, 1)) : 0,
  );
  const picks = pickTerms(belief, confirmation);
  const noiseVariance =
    belief.noiseSds.reduce((sum, sd) => sum + sd ** 2, 0) / belief.noiseSds.length;
  const variance = observationVariance(noiseVariance, settings.prior.intraclassCorrelation);
  const stake = Math.min(confirmedLoss, UNCONFIRMED_LOSS);
  return (plan) => {
    const { column } = plan;
    const cost = forecast(column, plan.warmCount, plan.newLaneCount);
    const price = priceOf(cost);
    if (!fits(cost, left) || price >= stake) {
      return undefined;
    }
    const observation = { column, variance: variance(tiers[column], plan) };
    return stake - expectedLossAfter(belief, picks, observation) - price;
  };
}

/**
 * Variance of new information on a tier's log location: the independent observation that takes its
 * variance v0 to the one after, v1, has 1 / (1/v1 - 1/v0).
 */
function observationVariance(noiseVariance: number, intraclassCorrelation: number) {
  const noiseSd = Math.sqrt(noiseVariance);
  return (tier: TierEvidence | undefined, plan: Plan): number => {
    const after = {
      effectiveCount: (tier?.effectiveCount ?? 0) + plan.warmCount,
      laneCount: (tier?.laneCount ?? 0) + plan.newLaneCount,
      coldOnlySd: 0,
    };
    const v1 = locationVariance(after, noiseSd, intraclassCorrelation);
    return tier === undefined
      ? v1
      : 1 / (1 / v1 - 1 / locationVariance(tier, noiseSd, intraclassCorrelation));
  };
}

function fits(cost: Exploration, left: Exploration): boolean {
  return (
    cost.invocations <= left.invocations && cost.usd <= left.usd && cost.seconds <= left.seconds
  );
}
