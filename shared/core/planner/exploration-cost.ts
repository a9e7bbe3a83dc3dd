import { coldSamples } from '../measurement/sample.ts';
import { billedSeconds, invocationCount, tuningCostUsd } from '../measurement/tier-figures.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { Belief } from './belief.ts';
import type { TuningState } from './tuning-state.ts';

/** Amounts that a run has spent, or would spend, on measuring. */
export interface Exploration {
  readonly invocations: number;
  readonly usd: number;
  /** Billed time of all invocations added up. */
  readonly seconds: number;
}

/** Extra billed time of a cold invocation that is assumed before any was seen, ms. */
const COLD_EXTRA_MS_PRIOR = 500;

/** Returns what was spent so far; failed invocations count as far as their bill is known. */
export function explorationSoFar(state: TuningState): Exploration {
  return {
    invocations: invocationCount(state.tiers),
    usd: tuningCostUsd(state.tiers, state),
    seconds: billedSeconds(state.tiers),
  };
}

/** Returns what is left of the budget; infinite for limits that are not set. */
export function budgetLeft(state: TuningState, spent: Exploration): Exploration {
  const { invocationsMax, usdMax, secondsMax } = state.budget ?? {};
  return {
    invocations: (invocationsMax ?? Number.POSITIVE_INFINITY) - spent.invocations,
    usd: (usdMax ?? Number.POSITIVE_INFINITY) - spent.usd,
    seconds: (secondsMax ?? Number.POSITIVE_INFINITY) - spent.seconds,
  };
}

/** Invocations of one size that the planner considers. */
export interface MeasurementPlan {
  /** Grid column. */
  readonly column: number;
  /** Warm samples, all lanes together. */
  readonly warmCount: number;
  /**
   * Lanes that start an environment, beside those of earlier rounds. All lanes share the warm
   * samples.
   */
  readonly newLaneCount: number;
  /** Lanes that exist from earlier rounds. */
  readonly laneCount: number;
}

/** What a plan would spend, and how long it would take. */
export interface Forecast extends Exploration {
  /** From the start of the round to the last answer, including making a missing clone. */
  readonly waitSeconds: number;
}

/** Approximate time to make a clone of a function in a real account. */
const CLONE_SECONDS = 3;

/** Returns a function that forecasts what a plan costs and how long it takes. */
export function explorationForecast(
  state: TuningState,
  belief: Belief,
): (plan: MeasurementPlan) => Forecast {
  const { sizesMb } = belief.grid;
  const extras = coldExtras(state, belief);
  const ahead = new Set(state.aheadMb);
  return ({ column, warmCount, newLaneCount, laneCount }) => {
    const memoryMb = at(sizesMb, column);
    const durationMs = at(belief.durationMsMeans, column);
    const extraMs = newLaneCount > 0 ? coldExtraMs(extras, memoryMb) : 0;
    const invocations = warmCount + newLaneCount;
    const extraUsd =
      (memoryMb / 1024) * ((newLaneCount * extraMs) / 1000) * state.price.usdPerGbSecond;
    const usedLaneCount = newLaneCount + laneCount;
    const inARow = Math.ceil(warmCount / Math.max(1, usedLaneCount)) + (newLaneCount > 0 ? 1 : 0);
    return {
      invocations,
      usd: invocations * at(belief.costUsdMeans, column) + extraUsd,
      seconds: (invocations * durationMs + newLaneCount * extraMs) / 1000,
      waitSeconds:
        (laneCount === 0 && !ahead.has(memoryMb) ? CLONE_SECONDS : 0) +
        (inARow * durationMs + extraMs) / 1000,
    };
  };
}

interface ColdExtra {
  readonly memoryMb: number;
  readonly extraMs: number;
}

function coldExtras(state: TuningState, belief: Belief): readonly ColdExtra[] {
  return state.tiers.flatMap((tier) => {
    const cold = coldSamples(tier.samples);
    const evidence = belief.evidence.find((own) => own.memoryMb === tier.powerValue);
    if (cold.length === 0 || evidence === undefined) {
      return [];
    }
    const billedMs = cold.reduce((sum, sample) => sum + sample.billedDurationMs, 0) / cold.length;
    const extraMs = Math.max(0, billedMs - Math.exp(evidence.logDurationMs));
    return [{ memoryMb: tier.powerValue, extraMs }];
  });
}

/**
 * Extrapolates from the nearest size seen. Init does not depend on the size and the cold invocation
 * itself does, so half of the difference in ln(MB) is applied.
 */
function coldExtraMs(extras: readonly ColdExtra[], memoryMb: number): number {
  const distance = (extra: ColdExtra) => Math.abs(Math.log(extra.memoryMb / memoryMb));
  const nearest = extras.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest === undefined
    ? COLD_EXTRA_MS_PRIOR
    : nearest.extraMs * Math.sqrt(nearest.memoryMb / memoryMb);
}
