import { cloneMaker } from '../../shared/aws/clone-function.ts';
import { EXECUTION_TAG } from '../../shared/aws/clone-view.ts';
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
import { writeDelayMs } from '../../shared/core/control-plane-pace.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { tierName } from '../../shared/core/measurement/tier.ts';
import { requiredText } from '../../shared/runtime/config.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask, TIER_MESSAGE_LENGTH_MAX } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of PrepareTier. */
export interface PrepareTierPorts extends Pick<LambdaApi, 'ensureClone'>, Pick<Step, 'clock'> {
  readonly store: Store;
  /** What every clone's name starts with. */
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
    const lambdaAt = lambdaApi(aws, { ensureClone: cloneMaker(codeShelf(aws, config)) });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ ...config, ...step, ...lambdaAt(step), store: stores.at(step) });
  },
  run: prepareTier,
});

/**
 * Makes the clone on which a tier is measured. Runs again until the clone is ready.
 *
 * The journal is written right before the clone is made, and not again while it gets ready:
 * whatever happens after that, CleanUp finds what was made. A clone that an earlier attempt made is
 * recorded when it is ready: that attempt may be of before a restart, which removed its entry.
 *
 * @throws {NotReadyError} If the clone exists and is not ready for invocations yet.
 */
export async function prepareTier(
  ports: PrepareTierPorts,
  { run, target, powerValue, release, architecture, position, createAtMs }: PrepareTierInput,
): Promise<PrepareTierOutput> {
  const name = tierName({
    powerValue,
    ...definedOnly({ release: release ?? undefined, architecture: architecture ?? undefined }),
  });
  const cloneName = `${ports.clonePrefix}${run.runId}-${name}`;
  const cloneArn = target.functionArn.replace(/[^:]+$/, cloneName);
  const entry: JournalEntry = { executionArn: run.executionArn, cloneArn };
  let isRecorded = false;
  const recordClone = async () => {
    isRecorded = true;
    await ports.store.write(journalKey(run.runId, name), durableText(entry));
  };
  const state = await ports.ensureClone({
    cloneName,
    functionArn: cloneArn,
    memoryMb: powerValue,
    createDelayMs:
      createAtMs === null ? writeDelayMs(position) : Math.max(0, createAtMs - ports.clock.nowMs()),
    recordClone,
    logGroupName: ports.cloneLogGroupName,
    tags: {
      'autotuner:run': run.runId,
      [EXECUTION_TAG]: run.executionArn,
      'autotuner:target': target.functionName,
    },
    target: { functionArn: target.functionArn, qualifier: target.qualifier },
    targetArchitecture: target.architecture,
    architecture: architecture ?? target.architecture,
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    ...(target.runtimeVersionArn !== undefined && {
      runtimeVersionArn: target.runtimeVersionArn,
    }),
  });
  if (state.kind === 'ready' && !isRecorded) {
    await recordClone();
  }
  return state.kind === 'ready'
    ? { isPrepared: true, clone: { functionArn: cloneArn, qualifier: state.qualifier } }
    : {
        isPrepared: false,
        outcome: { kind: 'infeasible', reason: 'notAllowed', message: state.message },
      };
}
