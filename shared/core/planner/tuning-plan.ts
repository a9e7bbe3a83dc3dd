import { at } from '../posterior/dense-matrix.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { sizeGrid } from './allowed-sizes.ts';
import { type Belief, beliefOf } from './belief.ts';
import { budgetLeft, type Exploration, explorationSoFar } from './exploration-cost.ts';
import { bestMeasurement } from './next-measurement.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import { confirmedPick, decisionFrom, type TuningDecision, undecided } from './tuning-decision.ts';
import type { TuningState } from './tuning-state.ts';

/** How often to measure one size in the coming round. */
export interface Measurement {
  readonly powerValue: PowerValue;
  /** Warm samples to take in this round, all lanes together, for each payload class. */
  readonly warmSampleCount: number;
  /**
   * Concurrent sequences of invocations in this round, numbered from 0. All but the last
   * `newLaneCount` go on with an environment of an earlier round, which is taken to be warm still.
   */
  readonly laneCount: number;
  /** Lanes that start an environment: each pays one cold invocation beside the warm samples. */
  readonly newLaneCount: number;
  /**
   * Longest that a run is expected to take, its start included, milliseconds; absent where nothing
   * is known but the function's time-out.
   */
  readonly durationMsBound?: number;
  /** Steps that the measuring may take; absent for no limit. */
  readonly stepCountMax?: number;
  /** Invocations that may be sent, failed ones included; absent for no limit. */
  readonly attemptCountMax?: number;
  /** Billed duration of them together, milliseconds; absent for no limit. */
  readonly billedMsMax?: number;
}

/** What to do next: measure, or stop, and why. */
export type PlanStep =
  | {
      readonly kind: 'measure';
      readonly measurements: readonly Measurement[];
      readonly reason: string;
    }
  | { readonly kind: 'complete'; readonly reason: string; readonly decision: TuningDecision };

/** First sizes: the smallest, and one this much larger, but no larger than the second figure, MB. */
const SECOND_SIZE_FACTOR = 4;
const SECOND_SIZE_MB_MAX = 1400;
const SECOND_SIZE_FACTOR_MIN = 1.35;

/** Warm samples of the smallest size and of the second one. */
const FIRST_WARM_COUNTS = [1, 2] as const;

/** Invocations that a run takes, on average, without a budget. */
const UNGRANTED_INVOCATIONS = 12;

/** Sizes that may fail one after another before the planner gives up. */
const FAILED_TIER_COUNT_MAX = 5;

/**
 * Decides what to measure next, from all that was measured so far, or that measuring more is not
 * worth its price. Stops at the budget, and at 36 invocations where there is none.
 */
export function nextMeasurements(
  state: TuningState,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
): PlanStep {
  const spent = explorationSoFar(state);
  const left = budgetLeft(state, spent);
  const invocationsLeft = Math.min(
    left.invocations,
    state.budget?.invocationsMax === undefined
      ? settings.invocationsMax - spent.invocations
      : Number.POSITIVE_INFINITY,
  );
  const belief = beliefOf(state, settings);
  if (belief === undefined) {
    return firstStep(state, { ...left, invocations: invocationsLeft });
  }
  const pick = confirmedPick(state, belief);
  const confirmedLoss =
    pick === undefined ? Number.POSITIVE_INFINITY : at(belief.lossMeans, pick.column);
  const best = bestMeasurement(state, belief, {
    settings: pricedFor(state, settings),
    left: { ...left, invocations: invocationsLeft },
    confirmedLoss,
  });
  if (best === undefined) {
    return complete(state, belief, stopReason(left, invocationsLeft));
  }
  const { memoryMb, warmCount, newLaneCount, laneCount } = best;
  return {
    kind: 'measure',
    measurements: [
      {
        powerValue: powerValue(memoryMb),
        warmSampleCount: warmCount,
        laneCount: newLaneCount > 0 ? laneCount + newLaneCount : Math.max(1, laneCount),
        newLaneCount,
      },
    ],
    reason: `Measuring ${memoryMb} MB is expected to save ${(100 * best.netGain).toFixed(2)} % more than it costs`,
  };
}

/**
 * A budget of invocations is a grant: the larger it is, the less an invocation has to save. Below
 * the number that is spent without a budget the price stays; beyond, it falls with the cube.
 */
function pricedFor(state: TuningState, settings: PlannerSettings): PlannerSettings {
  const granted = state.budget?.invocationsMax ?? UNGRANTED_INVOCATIONS;
  const hasPromise = state.objective.kind === 'tolerance' || state.objective.kind === 'limit';
  const factor =
    Math.min(1, UNGRANTED_INVOCATIONS / granted) ** 3 *
    (hasPromise ? settings.promisePriceFactor : 1);
  return {
    ...settings,
    regretPerOptimumInvocation: settings.regretPerOptimumInvocation * factor,
    regretPerInvocation: settings.regretPerInvocation * factor,
  };
}

function complete(state: TuningState, belief: Belief, reason: string): PlanStep {
  return { kind: 'complete', reason, decision: decisionFrom(state, belief) };
}

function stopReason(left: Exploration, invocationsLeft: number): string {
  if (invocationsLeft < 1 || left.usd <= 0 || left.seconds <= 0) {
    return 'The budget is spent';
  }
  return 'Measuring more is not expected to save what it costs';
}

/** Measurements while nothing is known: the smallest open size and one four times as large. */
function firstStep(state: TuningState, left: Exploration): PlanStep {
  const { sizesMb, isAllowed } = sizeGrid(state);
  const open = Array.from(sizesMb).filter((_, column) => isAllowed[column]);
  const smallest = open[0];
  if (smallest === undefined || state.tiers.length >= FAILED_TIER_COUNT_MAX) {
    const decision = undecided(state, 'No size could be measured');
    return { kind: 'complete', reason: decision.reason, decision };
  }
  const wanted = Math.max(
    smallest * SECOND_SIZE_FACTOR_MIN,
    Math.min(smallest * SECOND_SIZE_FACTOR, SECOND_SIZE_MB_MAX),
  );
  const second = open.reduce((best, mb) =>
    Math.abs(Math.log(mb / wanted)) < Math.abs(Math.log(best / wanted)) ? mb : best,
  );
  const isCapped = state.budget?.usdMax !== undefined || state.budget?.secondsMax !== undefined;
  const sizes = second === smallest || isCapped ? [second] : [smallest, second];
  const measurements: Measurement[] = [];
  let invocationsLeft = left.invocations;
  for (const size of sizes.slice(0, Math.max(1, state.concurrencyMax))) {
    const wantedCount = FIRST_WARM_COUNTS[size === smallest ? 0 : 1];
    const warmSampleCount = Math.min(wantedCount, invocationsLeft - 1);
    if (warmSampleCount > 0) {
      measurements.push({
        powerValue: powerValue(size),
        warmSampleCount,
        laneCount: 1,
        newLaneCount: 1,
      });
      invocationsLeft -= warmSampleCount + 1;
    }
  }
  if (measurements.length === 0 || left.usd <= 0 || left.seconds <= 0) {
    const decision = undecided(state, 'The budget does not allow a single measurement');
    return { kind: 'complete', reason: decision.reason, decision };
  }
  return { kind: 'measure', measurements, reason: 'Nothing is known of the function yet' };
}
