import { cloneMaker, cloneStarter } from '../../shared/aws/clone-function.ts';
import { type ClonePlan, EXECUTION_TAG } from '../../shared/aws/clone-view.ts';
import { codeShelf } from '../../shared/aws/function-code.ts';
import { type LambdaApi, lambdaApi } from '../../shared/aws/lambda-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { durableText } from '../../shared/contract/durable.ts';
import type { JournalEntry } from '../../shared/contract/journal-entry.ts';
import {
  type PrepareTierInput,
  type PrepareTierOutput,
  prepareTierInputSchema,
  prepareTierOutputSchema,
} from '../../shared/contract/prepare-tier.ts';
import { journalKey } from '../../shared/contract/store-key.ts';
import { type CloneIdentity, cloneTierName } from '../../shared/core/measurement/tier.ts';
import type { CloneAhead } from '../../shared/core/planner/measurement.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { requiredText } from '../../shared/runtime/config.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask, TIER_MESSAGE_LENGTH_MAX } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of PrepareTier. */
export interface PrepareTierPorts
  extends Pick<LambdaApi, 'ensureClone' | 'startClone'>,
    Pick<Step, 'clock'> {
  readonly store: Store;
  /** Prefix of every clone's name. */
  readonly clonePrefix: string;
  readonly cloneLogGroupName: string;
}

/** PrepareTier as the workflow runs it. */
export const prepareTierTask = defineTask({
  name: 'PrepareTier',
  input: prepareTierInputSchema,
  output: prepareTierOutputSchema,
  messageLengthMax: TIER_MESSAGE_LENGTH_MAX,
  config: {
    ...STORE_VARIABLES,
    ...CLONE_VARIABLES,
    cloneLogGroupName: ['CLONE_LOG_GROUP', requiredText],
    region: ['AWS_REGION', requiredText],
  },
  compose: ({ aws, config }) => {
    const shelf = codeShelf(aws, config);
    const lambdaAt = lambdaApi(aws, {
      ensureClone: cloneMaker(shelf),
      startClone: cloneStarter(shelf),
    });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ ...config, ...step, ...lambdaAt(step), store: stores.at(step) });
  },
  run: prepareTier,
});

/**
 * Makes the clone on which a tier is measured. Runs again until the clone is ready.
 *
 * The journal entry is written right before the clone is made, and not again while it gets ready,
 * so CleanUp finds the clone whatever happens next. A clone that an earlier attempt made is
 * recorded when it is ready: that attempt may date from before a restart, which removed its entry.
 *
 * @throws {NotReadyError} If the clone exists and is not ready for invocations yet.
 */
export async function prepareTier(
  ports: PrepareTierPorts,
  input: PrepareTierInput,
): Promise<PrepareTierOutput> {
  const { createAtMs = 0, ahead = [] } = input.measurement;
  const order = cloneOrder(ports, input, {
    ...input.measurement,
    createDelayMs: Math.max(0, createAtMs - ports.clock.nowMs()),
  });
  let isRecorded = false;
  const recordClone = async () => {
    isRecorded = true;
    await order.recordClone();
  };
  // Waits for all of them, so that nothing continues after the step, however it ends.
  const [own, ...others] = await Promise.allSettled([
    ports.ensureClone({ ...order, recordClone }),
    ...ahead.map((one) => makeAhead(ports, input, one)),
  ]);
  const defect = others.find((one) => one.status === 'rejected');
  if (defect !== undefined) throw defect.reason;
  if (own.status === 'rejected') throw own.reason;
  const state = own.value;
  if (state.kind === 'ready' && !isRecorded) {
    await recordClone();
  }
  return state.kind === 'ready'
    ? { isPrepared: true, clone: { functionArn: order.functionArn, qualifier: state.qualifier } }
    : {
        isPrepared: false,
        outcome: { kind: 'infeasible', reason: 'notAllowed', message: state.message },
      };
}

/**
 * How late a turn may still be used, milliseconds: a step that starts later than this is a
 * repetition, and has already used it.
 */
const TURN_LATE_MS_MAX = 5_000;

/**
 * Starts a clone ahead of its measurement. If that fails, the measurement itself makes the clone or
 * reports the failure.
 */
async function makeAhead(
  ports: PrepareTierPorts,
  input: PrepareTierInput,
  { powerValue, createAtMs }: CloneAhead,
): Promise<void> {
  const createDelayMs = createAtMs - ports.clock.nowMs();
  if (createDelayMs < -TURN_LATE_MS_MAX) return;
  try {
    await ports.startClone(
      cloneOrder(ports, input, { powerValue, createDelayMs: Math.max(0, createDelayMs) }),
    );
  } catch (error) {
    rethrowDefect(error);
  }
}

function cloneOrder(
  { store, clonePrefix, cloneLogGroupName }: PrepareTierPorts,
  { run, target }: PrepareTierInput,
  tier: CloneIdentity & Pick<ClonePlan, 'createDelayMs'>,
): ClonePlan {
  const name = cloneTierName(tier);
  const cloneName = `${clonePrefix}${run.runId}-${name}`;
  const cloneArn = target.functionArn.replace(/[^:]+$/, cloneName);
  const entry: JournalEntry = { executionArn: run.executionArn, cloneArn };
  return {
    cloneName,
    functionArn: cloneArn,
    memoryMb: tier.powerValue,
    createDelayMs: tier.createDelayMs,
    recordClone: async () => {
      await store.write(journalKey(run.runId, name), durableText(entry));
    },
    logGroupName: cloneLogGroupName,
    tags: {
      'autotuner:run': run.runId,
      [EXECUTION_TAG]: run.executionArn,
      'autotuner:target': target.functionName,
    },
    target: { functionArn: target.functionArn, qualifier: target.qualifier },
    targetArchitecture: target.architecture,
    architecture: tier.architecture ?? target.architecture,
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    ...(target.runtimeVersionArn !== undefined && {
      runtimeVersionArn: target.runtimeVersionArn,
    }),
  };
}
