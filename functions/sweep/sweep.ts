import type { ExecutionStatus } from '../../shared/aws/execution-status.ts';
import { journalEntrySchema } from '../../shared/contract/journal-entry.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { JOURNAL_PREFIX, LEASE_PREFIX } from '../../shared/contract/store-key.ts';
import { executionArnOfEvent, type SweepOutput } from '../../shared/contract/sweep.ts';
import { type LeasePorts, releaseAbandonedLease } from '../../shared/runtime/function-lease.ts';
import { type JournalPorts, removePayload, undoJournal } from '../../shared/runtime/journal.ts';

/** What Sweep needs of the world. */
export interface SweepPorts extends JournalPorts, LeasePorts {
  /** What the ARN of every execution of our machine starts with. */
  readonly executionArnPrefix: string;
}

/**
 * How long a task may go on after its execution was stopped: the longest time-out of any of them,
 * and the way there. Only then is a journal complete.
 */
const IN_FLIGHT_MS_MAX = 65_000;

/**
 * Finishes what dead runs left: deletes the clones in their journals and gives back their leases.
 *
 * Events may come twice, late, in any order, or not at all; so each is only a reason to look, and
 * what Step Functions says of the execution decides. A live run is never touched.
 */
export async function sweep(ports: SweepPorts, event: unknown): Promise<SweepOutput> {
  const named = executionArnOfEvent(event);
  const executionArns = named === undefined ? await journalledExecutions(ports) : [named];
  const output: SweepOutput = { sweptRunIds: [], deletedCloneCount: 0, leftClones: [] };
  for (const executionArn of executionArns) {
    if (!(await isDead(ports, executionArn))) continue;
    const runId = runIdOf(executionArn);
    const { deletedCloneCount, leftClones } = await undoJournal(ports, runId);
    await removePayload(ports.store, runId);
    output.sweptRunIds.push(runId);
    output.deletedCloneCount += deletedCloneCount;
    output.leftClones.push(...leftClones);
  }
  await releaseAbandonedLeases(ports);
  return output;
}

/** Whether nothing of an execution of ours can be at work any more; waits for that if it is near. */
async function isDead(ports: SweepPorts, executionArn: string): Promise<boolean> {
  if (!executionArn.startsWith(ports.executionArnPrefix)) return false;
  const status: ExecutionStatus = await ports.readExecutionStatus(executionArn);
  if (status.kind !== 'dead') return status.kind === 'absent';
  const leftMs = status.stoppedAtMs + IN_FLIGHT_MS_MAX - ports.clock.nowMs();
  if (leftMs > 0) {
    await ports.clock.sleepMs(Math.min(leftMs, IN_FLIGHT_MS_MAX));
  }
  return true;
}

/** One entry of each run says whose it is. */
async function journalledExecutions({ store }: SweepPorts): Promise<readonly string[]> {
  const keys = await store.list(JOURNAL_PREFIX);
  const firstKeys = new Map(keys.map((key) => [key.split('/')[1], key]));
  const entries = await Promise.all(
    [...firstKeys.values()].map(async (key) => {
      const stored = await store.read(key);
      return stored === undefined
        ? undefined
        : parseContract(journalEntrySchema, JSON.parse(stored.text), `journal entry "${key}"`);
    }),
  );
  return entries.flatMap((entry) => (entry === undefined ? [] : [entry.executionArn]));
}

async function releaseAbandonedLeases(ports: SweepPorts): Promise<void> {
  for (const key of await ports.store.list(LEASE_PREFIX)) {
    await releaseAbandonedLease(ports, key);
  }
}
