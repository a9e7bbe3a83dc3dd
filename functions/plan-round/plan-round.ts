import { storeAccess } from '../../shared/aws/s3-store.ts';
import {
  type Plan,
  type PlanRoundInput,
  planRoundInput,
  planRoundOutput,
} from '../../shared/contract/plan-round.ts';
import { progressKey } from '../../shared/contract/store-key.ts';
import { tiersSchema } from '../../shared/contract/tier.ts';
import { tuningStateOf } from '../../shared/contract/tuning-state.ts';
import { durationMsBoundFromOthers } from '../../shared/core/measurement/duration-bound.ts';
import { stepCountMax } from '../../shared/core/measurement/step-share.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { mergeTiers } from '../../shared/core/measurement/tier-merge.ts';
import {
  EXHAUSTIVE_SIZE_COUNT_DEFAULT,
  exhaustiveSizes,
  nextOfAll,
} from '../../shared/core/planner/exhaustive-plan.ts';
import {
  type Measurement,
  nextMeasurements,
  type PlanStep,
} from '../../shared/core/planner/tuning-plan.ts';
import { carry, unpack } from '../../shared/run/carried.ts';
import { parseTierResult, readTierResult } from '../../shared/run/tier-result.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { refuseHopelessRound } from './hopeless-round.ts';

/** Dependencies of PlanRound. */
export interface PlanRoundPorts {
  readonly store: Store;
}

/** Rounds of one run, whatever the planner still hopes to learn. */
const ROUND_COUNT_MAX = 20;

/** PlanRound as the workflow runs it. */
export const planRoundTask = defineTask({
  name: 'PlanRound',
  input: planRoundInput,
  output: planRoundOutput,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ store: stores.at(step) });
  },
  run: planRound,
});

/** Takes in what the round before measured, and decides what the next one measures, if any. */
export async function planRound({ store }: PlanRoundPorts, input: PlanRoundInput): Promise<Plan> {
  const { run, plan } = input;
  const earlier = await unpack(store, plan.tiers, tiersSchema, 'the tiers of earlier rounds');
  const latest = await Promise.all(
    input.round.map((result) => readTierResult(store, parseTierResult(result))),
  );
  refuseHopelessRound(latest, earlier, input.target);
  const tiers = mergeTiers(earlier, latest);

  const step = nextStep(input, tiers);
  const round = plan.round + 1;
  const isComplete = step.kind === 'complete' || round > ROUND_COUNT_MAX;
  return {
    round,
    isComplete,
    isOutdated: tiers.some(
      ({ outcome }) => outcome.kind === 'failed' && outcome.errorName === 'RevisionConflictError',
    ),
    reason:
      step.kind === 'measure' && isComplete ? `${ROUND_COUNT_MAX} rounds are done` : step.reason,
    measurements: isComplete ? [] : step.measurements.map((one) => bounded(one, input, tiers)),
    tiers: await carry(store, progressKey(run, `tiers-${round}`), tiers),
  };
}

/**
 * What was seen at other sizes tells how long a run at this one may take at the most; how many
 * measurements there may be, in how many steps.
 */
function bounded(
  measurement: Measurement,
  { request, target }: PlanRoundInput,
  tiers: readonly Tier[],
): Measurement {
  const durationMsBound = durationMsBoundFromOthers(
    measurement.powerValue,
    tiers,
    target.timeoutSeconds * 1000,
  );
  return {
    ...measurement,
    ...(durationMsBound !== undefined && { durationMsBound }),
    stepCountMax: stepCountMax({
      measurementCountMax: measurementCountMax(request),
      hasSnapStart: target.hasSnapStart,
      mayRestart: request.onRelease === 'restart',
    }),
  };
}

/** The planner measures two sizes in its first round and one in each of the others. */
function measurementCountMax({ sampleCount, powerValues }: PlanRoundInput['request']): number {
  if (sampleCount === undefined) {
    return ROUND_COUNT_MAX + 1;
  }
  return Array.isArray(powerValues) ? powerValues.length : EXHAUSTIVE_SIZE_COUNT_DEFAULT;
}

type Step = Pick<PlanStep, 'kind' | 'reason'> & {
  readonly measurements: readonly Measurement[];
};

/** Where a number of samples was asked for, every size gets it; otherwise the planner decides. */
function nextStep(
  { request, target, concurrencyMax }: PlanRoundInput,
  tiers: readonly Tier[],
): Step {
  const state = tuningStateOf({ request, target, tiers, concurrencyMax });
  if (request.sampleCount === undefined) {
    const step = nextMeasurements(state);
    return { ...step, measurements: step.kind === 'measure' ? step.measurements : [] };
  }
  const powerValues = exhaustiveSizes(state, target.powerValue);
  const { sampleCount } = request;
  const measurements = nextOfAll({ powerValues, sampleCount, concurrencyMax }, tiers);
  return measurements.length === 0
    ? { kind: 'complete', reason: 'Every size is measured, or known not to fit', measurements }
    : {
        kind: 'measure',
        reason: `${measurements.length} of ${powerValues.length} sizes get ${sampleCount} samples`,
        measurements,
      };
}
