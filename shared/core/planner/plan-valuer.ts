import { locationVariance } from '../posterior/curve-weights.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { TierEvidence } from '../posterior/tier-evidence.ts';
import type { Belief } from './belief.ts';
import {
  type Exploration,
  explorationForecast,
  type Forecast,
  type MeasurementPlan,
} from './exploration-cost.ts';
import { expectedLossAfter, pickTerms } from './measurement-value.ts';
import { CONFIRMING_WARM_COUNT, confirmedPick, warmCountOf } from './pick.ts';
import type { PlannerSettings } from './planner-settings.ts';
import type { TuningState } from './tuning-state.ts';

/** Loss while no size is confirmed: ten times as bad as the best, so any confirmation is worth it. */
const UNCONFIRMED_LOSS = 10;

/** What a further round takes beside its invocations. */
const ROUND_SECONDS = 1;

const PATIENCE_SECONDS = 10;

/** Share of sizes in the middle between a failing and a working one that work. */
const DOUBTFUL_SHARE = 0.5;

/** What a round has left to give, and what it holds already. */
export interface RoundScope {
  readonly settings: PlannerSettings;
  readonly left: Exploration;
  /** In the last round, a size that is not confirmed after it cannot be picked. */
  readonly isLast: boolean;
  /** What the round measures already. */
  readonly chosen: readonly ChosenMeasurement[];
}

/** A measurement that a round makes. */
export interface ChosenMeasurement extends MeasurementPlan {
  readonly memoryMb: number;
  /** The function may not work at this size. */
  readonly isDoubtful: boolean;
  readonly forecast: Forecast;
}

/** Values plans. */
export interface PlanValuer {
  /** Expected saving of regret less price; undefined where the budget or the stake is too small. */
  netGainOf(plan: MeasurementPlan): number | undefined;
  forecastOf(plan: MeasurementPlan): Forecast;
}

/** A valuer for one state of belief. */
export function planValuer(state: TuningState, belief: Belief, scope: RoundScope): PlanValuer {
  const { settings, left, isLast, chosen } = scope;
  const roundSeconds = Math.max(0, ...chosen.map(({ forecast }) => forecast.waitSeconds));
  const priceFactor = chosen.length === 0 ? 1 : settings.furtherSizeFactor;
  const { sizesMb } = belief.grid;
  const forecastOf = explorationForecast(state, belief);
  const priceOf = (cost: Forecast, sameRoundSeconds: number) =>
    priceFactor *
    ((settings.regretPerOptimumInvocation * cost.usd) / belief.optimumCostUsd +
      settings.regretPerSecond *
        Math.max(0, feltSeconds(cost.waitSeconds) - feltSeconds(sameRoundSeconds)));
  const evidence = Array.from(sizesMb, (memoryMb) =>
    belief.evidence.find((tier) => tier.warmCount > 0 && tier.memoryMb === memoryMb),
  );
  const missing = Array.from(sizesMb, (memoryMb) => {
    const tier = state.tiers.find((own) => own.powerValue === memoryMb);
    return CONFIRMING_WARM_COUNT - (tier === undefined ? 0 : warmCountOf(state, tier));
  });
  const laterRound = (plan: MeasurementPlan) => {
    const forecast = forecastOf(plan);
    return { ...forecast, waitSeconds: forecast.waitSeconds + ROUND_SECONDS };
  };
  /** Price of confirming a size in a later round, after `warmCount` samples in this one. */
  const confirmationOf = (column: number, warmCount: number, isNew: boolean) => {
    const stillMissing = (missing[column] ?? 0) - warmCount;
    if (stillMissing <= 0) {
      return 0;
    }
    return isLast
      ? UNCONFIRMED_LOSS
      : priceOf(
          laterRound({
            column,
            warmCount: stillMissing,
            newLaneCount: isNew ? 1 : 0,
            laneCount: isNew ? 0 : 1,
          }),
          0,
        );
  };
  const confirmation = Float64Array.from(
    evidence,
    (tier, column) => confirmationOf(column, 0, tier === undefined) + lossOfFailure(belief, column),
  );
  const picks = pickTerms(belief, confirmation);
  const variance = observationVariance(belief, settings.prior.intraclassCorrelation);
  const stake = stakeOf(state, belief, chosen.length === 0 ? undefined : confirmation);
  return {
    forecastOf,
    netGainOf: (plan) => {
      const { column, warmCount } = plan;
      const cost = forecastOf(plan);
      const price = priceOf(cost, roundSeconds);
      if (!fits(cost, left) || price >= stake) {
        return undefined;
      }
      const observation = {
        column,
        variance: variance(evidence[column], plan),
        confirmation: confirmationOf(column, warmCount, false),
      };
      const saving = stake - expectedLossAfter(belief, picks, observation);
      return (belief.grid.isDoubtful[column] ? DOUBTFUL_SHARE : 1) * saving - price;
    },
  };
}

/** Who tunes a slow function is used to waiting: 10 s more count half as much after 10 s as at first. */
function feltSeconds(seconds: number): number {
  return PATIENCE_SECONDS * Math.log1p(seconds / PATIENCE_SECONDS);
}

/** What it costs on average that a size in doubt may turn out not to work. */
function lossOfFailure({ grid, lossMeans }: Belief, column: number): number {
  if (grid.isDoubtful[column] !== true) {
    return 0;
  }
  const safe = lossMeans.filter((_, own) => grid.isAllowed[own] && !grid.isDoubtful[own]);
  const safeLoss = safe.reduce((least, loss) => Math.min(least, loss), UNCONFIRMED_LOSS);
  return (1 - DOUBTFUL_SHARE) * Math.max(0, safeLoss - at(lossMeans, column));
}

/**
 * Expected loss without another measurement. A round must confirm a size if there is none yet; what
 * it measures beyond that competes with confirming the best size later.
 */
function stakeOf(state: TuningState, belief: Belief, confirmation?: Float64Array): number {
  if (confirmation !== undefined) {
    return belief.lossMeans.reduce(
      (least, loss, column) => Math.min(least, loss + at(confirmation, column)),
      UNCONFIRMED_LOSS,
    );
  }
  const confirmed = confirmedPick(state, belief);
  return confirmed === undefined
    ? UNCONFIRMED_LOSS
    : Math.min(UNCONFIRMED_LOSS, at(belief.lossMeans, confirmed));
}

/**
 * Variance of new information on a tier's log location: the independent observation that takes its
 * variance v0 to the one after, v1, has 1 / (1/v1 - 1/v0).
 */
function observationVariance(belief: Belief, intraclassCorrelation: number) {
  const variance = belief.noiseSds.reduce((sum, sd) => sum + sd ** 2, 0) / belief.noiseSds.length;
  const noiseSd = Math.sqrt(variance);
  return (tier: TierEvidence | undefined, plan: MeasurementPlan): number => {
    const after = {
      effectiveCount: (tier?.effectiveCount ?? 0) + plan.warmCount,
      laneCount: (tier?.laneCount ?? 0) + plan.newLaneCount,
      ownSd: 0,
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
