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

/** Loss while no size is confirmed: so large that any confirmation is worth its price. */
const UNCONFIRMED_LOSS = 10;

/** Time that a further round takes beside its invocations. */
const ROUND_SECONDS = 1;

const PATIENCE_SECONDS = 10;

/** Probability that a size in the middle between a failing and a working one works. */
const DOUBTFUL_SHARE = 0.5;

/** The budget left for a round, and the measurements chosen for it so far. */
export interface RoundScope {
  readonly settings: PlannerSettings;
  readonly left: Exploration;
  /** Whether this is the last round, after which a size that is not confirmed cannot be picked. */
  readonly isLast: boolean;
  /** Measurements that the round already contains. */
  readonly chosen: readonly ChosenMeasurement[];
}

/** A measurement that a round makes. */
export interface ChosenMeasurement extends MeasurementPlan {
  readonly memoryMb: number;
  /** Whether the function may fail at this size. */
  readonly isDoubtful: boolean;
  readonly forecast: Forecast;
}

/** Puts a value on measurement plans. */
export interface PlanValuer {
  /**
   * Returns the expected reduction of regret minus the price; `undefined` if the plan exceeds the
   * budget or costs more than it could possibly save.
   */
  netGainOf(plan: MeasurementPlan): number | undefined;
  forecastOf(plan: MeasurementPlan): Forecast;
}

/** Creates a valuer for one state of belief. */
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
        Math.max(0, discountedSeconds(cost.waitSeconds) - discountedSeconds(sameRoundSeconds)));
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
  /** Returns the price of confirming a size later, after `warmCount` samples in this round. */
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

/**
 * Discounts long waits, because users of slow functions are used to waiting: after a wait of 10 s,
 * a second counts half as much as the first one.
 */
function discountedSeconds(seconds: number): number {
  return PATIENCE_SECONDS * Math.log1p(seconds / PATIENCE_SECONDS);
}

/** Returns the average loss from the risk that a doubtful size turns out not to work. */
function lossOfFailure({ grid, lossMeans }: Belief, column: number): number {
  if (grid.isDoubtful[column] !== true) {
    return 0;
  }
  const safe = lossMeans.filter((_, own) => grid.isAllowed[own] && !grid.isDoubtful[own]);
  const safeLoss = safe.reduce((least, loss) => Math.min(least, loss), UNCONFIRMED_LOSS);
  return (1 - DOUBTFUL_SHARE) * Math.max(0, safeLoss - at(lossMeans, column));
}

/**
 * Returns the expected loss without another measurement. If no size is confirmed yet, the round
 * must confirm one; any further size in the round competes with confirming the best size later.
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
 * Returns a function for the variance of the new information that a plan gives on a tier's log
 * location. If the variance falls from v0 to v1, that equals one independent observation with
 * variance 1 / (1/v1 - 1/v0).
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
