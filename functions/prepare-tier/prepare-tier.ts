import { type ClonePlan, type CloneState, EXECUTION_TAG } from '../../shared/aws/clone-view.ts';
import { durableText } from '../../shared/contract/durable.ts';
import type { JournalEntry } from '../../shared/contract/journal-entry.ts';
import type { PrepareTierInput, PrepareTierOutput } from '../../shared/contract/prepare-tier.ts';
import { journalKey } from '../../shared/contract/store-key.ts';
import { writeDelayMs } from '../../shared/core/control-plane-pace.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** What PrepareTier needs of the world. */
export interface PrepareTierPorts {
  readonly clock: Clock;
  readonly store: Store;
  /** Makes the clone, or finds it made already. */
  ensureClone(plan: ClonePlan): Promise<CloneState>;
  /** What every clone's name starts with. */
  readonly clonePrefix: string;
  readonly cloneLogGroupName: string;
}

/**
 * Makes the clone on which a tier is measured. Runs again until the clone is ready.
 *
 * The journal is written first: whatever happens after that, CleanUp finds what was made.
 *
 * @throws {NotReadyError} If the clone exists and is not ready for invocations yet.
 */
export async function prepareTier(
  ports: PrepareTierPorts,
  { run, target, powerValue, position }: PrepareTierInput,
): Promise<PrepareTierOutput> {
  const cloneName = `${ports.clonePrefix}${run.runId}-${powerValue}`;
  const cloneArn = target.functionArn.replace(/[^:]+$/, cloneName);
  const entry: JournalEntry = {
    executionArn: run.executionArn,
    cloneArn,
    recordedAtMs: ports.clock.nowMs(),
  };
  await ports.store.write(journalKey(run.runId, powerValue), durableText(entry));

  const state = await ports.ensureClone({
    cloneName,
    cloneArn,
    memoryMb: powerValue,
    createDelayMs: writeDelayMs(position),
    logGroupName: ports.cloneLogGroupName,
    tags: {
      'autotuner:run': run.runId,
      [EXECUTION_TAG]: run.executionArn,
      'autotuner:target': target.functionName,
    },
    target: {
      functionArn: target.functionArn,
      ...(target.qualifier !== undefined && { qualifier: target.qualifier }),
    },
    region: target.region,
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    ...(target.runtimeVersionArn !== undefined && {
      runtimeVersionArn: target.runtimeVersionArn,
    }),
  });
  return state.kind === 'ready'
    ? { isPrepared: true, clone: { functionArn: cloneArn, qualifier: state.qualifier } }
    : {
        isPrepared: false,
        powerValue,
        outcome: { kind: 'infeasible', reason: 'notAllowed', message: state.message },
      };
}
