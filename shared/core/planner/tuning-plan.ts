import { exactCountText } from '../count-text.ts';
import { powerValue } from '../power-value.ts';
import { sizeGrid } from './allowed-sizes.ts';
import { type Belief, beliefOf } from './belief.ts';
import { budgetLeft, type Exploration, explorationSoFar } from './exploration-cost.ts';
import { FAILED_SIZE_COUNT_MAX, hasFailed, hasSamples } from './failed-bracket.ts';
import { firstSizes, largerSizes, sizesAhead } from './first-sizes.ts';
import type { Measurement } from './measurement.ts';
import { CONFIRMING_WARM_COUNT } from './pick.ts';
import {
  DEFAULT_PLANNER_SETTINGS,
  PLANNED_ROUND_COUNT_MAX,
  type PlannerSettings,
} from './planner-settings.ts';
import { roundPlan } from './round-plan.ts';
import { decisionFrom, type TuningDecision, undecided } from './tuning-decision.ts';
import type { TuningState } from './tuning-state.ts';

/** The next step of a run: measure or stop, with the reason. */
export type PlanStep =
  | {
      readonly kind: 'measure';
      readonly measurements: readonly Measurement[];
      /** Sizes that the next round is likely to measure, MB; their clones may be made now. */
      readonly aheadMb: readonly number[];
      readonly reason: string;
    }
  | { readonly kind: 'complete'; readonly reason: string; readonly decision: TuningDecision };

/** Invocations that a run without a budget makes on average. */
const TYPICAL_INVOCATIONS = 12;

/**
 * Each size of the first round gets one cold and one warm sample; later rounds know where more
 * samples are worth their price.
 */
const INVOCATIONS_OF_FIRST_SIZE = 2;

/**
 * Decides from everything measured so far what to measure next, or that measuring more is not worth
 * its price. Stops after three rounds, at the budget, and at 36 invocations without a budget.
 */
export function nextMeasurements(
  state: TuningState,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
): PlanStep {
  const left = explorationLeft(state, settings);
  const belief = beliefOf(state, settings);
  if (belief === undefined || !state.tiers.some(hasSamples)) {
    return firstStep(state, left, belief);
  }
  const roundsLeft = roundsLeftOf(state, belief);
  const chosen =
    roundsLeft < 1
      ? []
      : roundPlan(state, belief, {
          settings: pricedFor(state, settings),
          left,
          isLast: roundsLeft === 1,
        });
  const [first] = chosen;
  if (first === undefined) {
    const reason = stopReason(left, roundsLeft, roundsDoneOf(state));
    return { kind: 'complete', reason, decision: decisionFrom(state, belief) };
  }
  return {
    kind: 'measure',
    measurements: chosen.map(measurementOf),
    aheadMb: [],
    reason: `Measuring ${first.memoryMb} MB is expected to save ${(100 * first.netGain).toFixed(2)} % more than it costs`,
  };
}

function explorationLeft(state: TuningState, settings: PlannerSettings): Exploration {
  const spent = explorationSoFar(state);
  const left = budgetLeft(state, spent);
  return state.budget?.invocationsMax === undefined
    ? { ...left, invocations: settings.invocationsMax - spent.invocations }
    : left;
}

/**
 * Returns the number of rounds left. Each failed size adds a round, because it revealed nothing
 * about the durations; an earlier run replaces one.
 */
function roundsLeftOf(state: TuningState, { isEarlierRunUsed }: Belief): number {
  const failedCount = state.tiers.filter((tier) => !hasSamples(tier)).length;
  const planned = PLANNED_ROUND_COUNT_MAX - (isEarlierRunUsed ? 1 : 0);
  return planned + failedCount - roundsDoneOf(state);
}

function roundsDoneOf({ tiers, roundsDone = tiers.length === 0 ? 0 : 1 }: TuningState): number {
  return roundsDone;
}

function measurementOf(plan: {
  readonly memoryMb: number;
  readonly warmCount: number;
  readonly newLaneCount: number;
  readonly laneCount: number;
}): Measurement {
  const { memoryMb, warmCount, newLaneCount, laneCount } = plan;
  return {
    powerValue: powerValue(memoryMb),
    warmSampleCount: warmCount,
    laneCount: Math.max(1, laneCount + newLaneCount),
    newLaneCount,
  };
}

/**
 * Adapts the price of measuring to a budget of invocations: the larger the budget, the less an
 * invocation has to save. Up to the number that a run without a budget makes, the price stays the
 * same; beyond it, the price falls with the cube of the budget.
 */
function pricedFor(state: TuningState, settings: PlannerSettings): PlannerSettings {
  const granted = state.budget?.invocationsMax ?? TYPICAL_INVOCATIONS;
  const factor =
    Math.min(1, TYPICAL_INVOCATIONS / granted) ** 3 * settings.priceFactors[state.objective.kind];
  return {
    ...settings,
    regretPerOptimumInvocation: settings.regretPerOptimumInvocation * factor,
    regretPerSecond: settings.regretPerSecond * factor,
  };
}

function stopReason(left: Exploration, roundsLeft: number, roundsDone: number): string {
  if (left.invocations < 1 || left.usd <= 0 || left.seconds <= 0) {
    return 'The budget is spent';
  }
  return roundsLeft < 1
    ? `${exactCountText(roundsDone, 'round')} done`
    : 'Measuring more is not expected to save what it costs';
}

/** Plans the measurements while this run has no sample; a belief then comes from an earlier run. */
function firstStep(state: TuningState, left: Exploration, belief?: Belief): PlanStep {
  const { sizesMb, isAllowed } = sizeGrid(state);
  const open = Array.from(sizesMb).filter((_, column) => isAllowed[column]);
  const hopeless = hopelessReason(state);
  if (open.length === 0 || hopeless !== undefined) {
    const decision = undecided(state, hopeless ?? 'No size could be measured');
    return { kind: 'complete', reason: decision.reason, decision };
  }
  const isCapped = state.budget?.usdMax !== undefined || state.budget?.secondsMax !== undefined;
  const sizeCountMax = Math.min(
    isCapped ? 1 : state.concurrencyMax,
    Math.floor(left.invocations / INVOCATIONS_OF_FIRST_SIZE),
  );
  const failedMb = Math.max(0, ...state.tiers.filter(hasFailed).map((tier) => tier.powerValue));
  const presentMb = presentIfOpen(open, state);
  const bestMb = failedMb > 0 ? undefined : bestOfEarlier(state, belief);
  const sizes =
    failedMb > 0 ? largerSizes(open, failedMb) : firstSizes(open, { presentMb, bestMb });
  const measurements = sizes.slice(0, sizeCountMax).map((memoryMb) => {
    const warmCount = memoryMb === bestMb ? CONFIRMING_WARM_COUNT : 1;
    return measurementOf({ memoryMb, warmCount, newLaneCount: 1, laneCount: 0 });
  });
  if (measurements.length === 0 || left.usd <= 0 || left.seconds <= 0) {
    const decision = undecided(state, 'The budget does not allow a single measurement');
    return { kind: 'complete', reason: decision.reason, decision };
  }
  const reason =
    bestMb === undefined
      ? 'Nothing is known of the function yet'
      : `An earlier run of this function makes ${bestMb} MB the most likely size`;
  const aheadMb = bestMb === undefined && failedMb === 0 ? sizesAhead(open, sizes) : [];
  return { kind: 'measure', measurements, aheadMb, reason };
}

/**
 * Returns the size with the least expected loss among those of an earlier run that may be measured;
 * `undefined` if there is none.
 */
export function bestOfEarlier({ earlierTiers = [] }: TuningState, belief: Belief | undefined) {
  if (belief === undefined) {
    return undefined;
  }
  const { grid, lossMeans } = belief;
  const lossOf = (memoryMb: number) => lossMeans[grid.sizesMb.indexOf(memoryMb)] ?? 0;
  return earlierTiers
    .filter(hasSamples)
    .map((tier) => tier.powerValue)
    .filter((memoryMb) => grid.isAllowed[grid.sizesMb.indexOf(memoryMb)] === true)
    .toSorted((a, b) => lossOf(a) - lossOf(b))[0];
}

function presentIfOpen(open: readonly number[], { powerValueBefore }: TuningState) {
  return open.find((memoryMb) => memoryMb === powerValueBefore);
}

/** Returns why no other size is tried while none has worked; `undefined` if one may be. */
function hopelessReason({ tiers, powerValueBefore }: TuningState): string | undefined {
  const failed = tiers.filter(hasFailed);
  const present = failed.find((tier) => tier.powerValue === powerValueBefore);
  if (present?.outcome.kind === 'failed') {
    const { errorName, message, category } = present.outcome;
    const size = `its present size of ${present.powerValue} MB`;
    const what =
      category === undefined
        ? `The function fails at ${size} too`
        : `The function could not be measured at ${size} either`;
    return `${what}: ${errorName}: ${message}`;
  }
  return failed.length >= FAILED_SIZE_COUNT_MAX
    ? `${exactCountText(failed.length, 'size')} failed, and none worked`
    : undefined;
}
