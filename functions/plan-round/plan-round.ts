import { storeAccess } from '../../shared/aws/s3-store.ts';
import { otherArchitecture } from '../../shared/contract/other-architecture.ts';
import {
  type Plan,
  type PlanRoundInput,
  planRoundInputSchema,
  planSchema,
} from '../../shared/contract/plan-round.ts';
import { runCaps } from '../../shared/contract/request-caps.ts';
import { progressKey } from '../../shared/contract/store-key.ts';
import { tuningStateOf } from '../../shared/contract/tuning-state.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { COMPARISON_CLONE_COUNT_MAX } from '../../shared/core/gate/block-plan.ts';
import { durationMsBoundFromOthers } from '../../shared/core/measurement/duration-bound.ts';
import { stepCountMax } from '../../shared/core/measurement/step-share.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { ofOwnArchitecture, tierName, tiersSchema } from '../../shared/core/measurement/tier.ts';
import { mergeTiers } from '../../shared/core/measurement/tier-merge.ts';
import {
  EXHAUSTIVE_SIZE_COUNT_MAX,
  exhaustiveSizes,
  nextOfAll,
} from '../../shared/core/planner/exhaustive-plan.ts';
import { explorationSoFar } from '../../shared/core/planner/exploration-cost.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { measurementCaps, type RunCaps } from '../../shared/core/planner/run-caps.ts';
import { nextMeasurements, type PlanStep } from '../../shared/core/planner/tuning-plan.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { carry, unpack } from '../../shared/run/carried.ts';
import { turnTaker } from '../../shared/run/control-plane-turns.ts';
import { parseTierResult, readTierResult } from '../../shared/run/tier-result.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CAP_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { type CloneTurnPorts, withCloneTurns } from './clone-turns.ts';
import { coldStartStep } from './cold-start-round.ts';
import { comparisonStep, requestCaps } from './comparison-round.ts';
import { refuseHopelessRound } from './hopeless-round.ts';
import { otherArchitectureRound } from './other-architecture-round.ts';

/** Dependencies of PlanRound. */
export interface PlanRoundPorts extends CloneTurnPorts {
  readonly store: Store;
  readonly caps: RunCaps;
}

/** Most rounds of one run, whatever fails. */
const ROUND_COUNT_MAX = 20;

/** PlanRound as the workflow runs it. */
export const planRoundTask = defineTask({
  name: 'PlanRound',
  input: planRoundInputSchema,
  output: planSchema,
  config: { ...STORE_VARIABLES, ...CAP_VARIABLES },
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const turnsAt = turnTaker(stores);
    return (step) => ({
      clock: step.clock,
      store: stores.at(step),
      caps: config,
      takeTurns: turnsAt(step),
    });
  },
  run: planRound,
});

/** Takes in what the previous round measured, and decides what the next one measures, if any. */
export async function planRound(
  { store, caps, ...turnPorts }: PlanRoundPorts,
  input: PlanRoundInput,
): Promise<Plan> {
  const { run, plan } = input;
  const [earlier, earlierTiers, latest] = await Promise.all([
    unpack(store, plan.tiers, tiersSchema, 'the tiers of earlier rounds'),
    unpack(store, input.earlierRun.tiers, tiersSchema, 'an earlier run'),
    Promise.all(input.round.map((result) => readTierResult(store, parseTierResult(result)))),
  ]);
  if (input.request.compareWith === undefined) {
    refuseHopelessRound(latest, earlier, input.target);
  }
  const tiers = mergeTiers(earlier, latest);

  const rounds = roundsAfter(plan, latest);
  const step = nextStep(input, tiers, { caps, rounds, earlierTiers });
  const round = plan.round + 1;
  const isComplete = step.kind === 'complete' || round > ROUND_COUNT_MAX;
  const measurements = isComplete ? [] : step.measurements.map(bounded(input, tiers));
  const ahead = plan.ahead ?? [];
  const timed = await withCloneTurns(turnPorts, {
    measurements,
    // With SnapStart, each clone takes a snapshot, which costs money and minutes.
    aheadPowerValues: input.target.hasSnapStart ? [] : (step.aheadMb ?? []).map(powerValue),
    knownNames: [...tiers.map(tierName), ...ahead.map(String)],
  });
  return {
    round,
    ...rounds,
    isComplete,
    isOutdated: tiers.some(isOfChangedTarget),
    reason: step.kind === 'measure' && isComplete ? `${ROUND_COUNT_MAX} rounds done` : step.reason,
    measurements: timed,
    ahead: [...ahead, ...timed.flatMap((one) => one.ahead ?? []).map((one) => one.powerValue)],
    tiers: await carry(store, progressKey(run, `tiers-${round}`), tiers),
  };
}

/** Rounds of the function in its present state, and how many were on the other architecture. */
interface Rounds {
  readonly roundsDone: number;
  readonly otherRoundsDone: number;
}

function roundsAfter(plan: Plan, latest: readonly Tier[]): Rounds {
  const isOnOther = latest.some(({ architecture }) => architecture !== undefined);
  return {
    roundsDone: (plan.roundsDone ?? 0) + (latest.length > 0 ? 1 : 0),
    otherRoundsDone: (plan.otherRoundsDone ?? 0) + (isOnOther ? 1 : 0),
  };
}

/** Whether a clone could not be made because the target was changed after it was read. */
function isOfChangedTarget({ outcome }: Tier): boolean {
  return (
    outcome.kind === 'failed' &&
    outcome.category === 'conflict' &&
    outcome.errorName === 'RevisionConflictError'
  );
}

/**
 * Limits a measurement in two ways: other sizes bound how long an invocation at this one may take,
 * and the possible number of measurements bounds how many steps each may take.
 */
function bounded(
  { request, target }: PlanRoundInput,
  tiers: readonly Tier[],
): (measurement: Measurement) => Measurement {
  const stepCount = stepCountMax({
    measurementCountMax: measurementCountMax(request),
    hasSnapStart: target.hasSnapStart,
    mayRestart: mayRestart(request),
  });
  return (measurement) => {
    const durationMsBound = durationMsBoundFromOthers(
      measurement.powerValue,
      tiers.filter(({ architecture }) => architecture === measurement.architecture),
      target.timeoutSeconds * 1000,
    );
    return { ...measurement, ...definedOnly({ durationMsBound }), stepCountMax: stepCount };
  };
}

/** Returns how many measurements have to share the events that an execution's history can hold. */
function measurementCountMax({
  sampleCount,
  powerValues,
  compareWith,
  architectures,
  coldStarts,
}: PlanRoundInput['request']): number {
  if (compareWith !== undefined) {
    return COMPARISON_CLONE_COUNT_MAX;
  }
  if (sampleCount === undefined) {
    return ROUND_COUNT_MAX + 1;
  }
  const sizeCount = Array.isArray(powerValues) ? powerValues.length : EXHAUSTIVE_SIZE_COUNT_MAX;
  // A burst yields all wanted samples of a size, or few if few may be in flight.
  return coldStarts
    ? Math.max(sizeCount, 2 * ROUND_COUNT_MAX)
    : sizeCount * Math.max(1, architectures?.length ?? 1);
}

/** Whether the run may restart. Each of its two passes then gets half of what it may take. */
function mayRestart({ onRelease }: PlanRoundInput['request']): boolean {
  return onRelease === 'restart';
}

type PlannedStep = Pick<PlanStep, 'kind' | 'reason'> & {
  readonly measurements: readonly Measurement[];
  readonly aheadMb?: readonly number[];
};

/** A step before the caps apply, with the number of measurements that share the budget. */
type WantedStep = PlannedStep & { readonly openCount: number };

interface StepOptions {
  readonly caps: RunCaps;
  readonly rounds: Rounds;
  readonly earlierTiers: readonly Tier[];
}

/** Returns the next step, as far as the caps of the deployment allow it. */
function nextStep(
  input: PlanRoundInput,
  tiers: readonly Tier[],
  { caps: deploymentCaps, rounds, earlierTiers }: StepOptions,
): PlannedStep {
  const { request, target, production, concurrencyMax } = input;
  const caps = runCaps(request, deploymentCaps);
  const facts = { request, target, tiers, earlierTiers, production, concurrencyMax };
  if (request.compareWith !== undefined) {
    const held = requestCaps(request, caps);
    return withinCaps(comparisonStep(input, tiers, held), tuningStateOf(facts), held);
  }
  if (request.coldStarts) {
    const state = tuningStateOf(facts);
    return withinCaps(
      coldStartStep(input, tiers, state),
      state,
      requestCaps(request, sharedCaps(request, caps)),
    );
  }
  const own = tuningStateOf({ ...facts, tiers: ofOwnArchitecture(tiers) });
  const { roundsDone, otherRoundsDone } = rounds;
  const aheadMb = input.plan.ahead ?? [];
  const state = { ...own, roundsDone: roundsDone - otherRoundsDone, aheadMb };
  const shared = sharedCaps(request, caps);
  const step = wantedStep(input, state);
  const architecture = otherArchitecture(request, target);
  if (step.kind === 'measure' || architecture === undefined) {
    return withinCaps(step, state, shared);
  }
  const round = otherArchitectureRound(facts, architecture, otherRoundsDone);
  const { invocations, usd } = explorationSoFar(state);
  return round.measurements.length === 0
    ? step
    : withinCaps({ ...round, kind: 'measure' }, round.state, {
        invocationsMax: shared.invocationsMax - invocations,
        usdMax: shared.usdMax - usd,
      });
}

/** Halves the caps if a run may restart: neither of its two passes knows what the other spent. */
function sharedCaps(request: PlanRoundInput['request'], caps: RunCaps): RunCaps {
  const share = mayRestart(request) ? 1 / 2 : 1;
  return { usdMax: share * caps.usdMax, invocationsMax: share * caps.invocationsMax };
}

/** @param caps What may be spent, minus what was spent on tiers that are not in the state. */
function withinCaps(
  { openCount, ...step }: WantedStep,
  state: TuningState,
  caps: RunCaps,
): PlannedStep {
  if (step.kind === 'complete') return step;
  const capsOf = measurementCaps(state, caps, openCount);
  return capsOf === undefined
    ? {
        kind: 'complete',
        reason:
          'What the run may spend is spent (by "RunUsdMax" and "RunInvocationsMax" of the deployment, or "runUsdMax" and "runInvocationsMax" of the request)',
        measurements: [],
      }
    : {
        ...step,
        measurements: step.measurements.map((one) => ({ ...one, ...capsOf(one.powerValue) })),
      };
}

/** Gives every size the requested number of samples; without such a number the planner decides. */
function wantedStep(
  { request, target, concurrencyMax }: PlanRoundInput,
  state: TuningState,
): WantedStep {
  const { tiers } = state;
  if (request.sampleCount === undefined) {
    const step = nextMeasurements(state);
    const measurements = step.kind === 'measure' ? step.measurements : [];
    return { ...step, measurements, openCount: measurements.length };
  }
  const powerValues = exhaustiveSizes(state, target.memoryMb);
  const { sampleCount } = request;
  const measurements = nextOfAll({ powerValues, sampleCount, concurrencyMax }, tiers);
  return measurements.length === 0
    ? {
        kind: 'complete',
        reason: 'Every size is measured, or known not to fit',
        measurements,
        openCount: 0,
      }
    : {
        kind: 'measure',
        reason: `${exactCountText(sampleCount, 'sample')} at ${measurements.length} of ${exactCountText(powerValues.length, 'size')}`,
        measurements,
        openCount: Math.max(measurements.length, powerValues.length - tiers.length),
      };
}
