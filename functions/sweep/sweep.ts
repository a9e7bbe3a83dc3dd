import { deleteClone } from '../../shared/aws/clone-function.ts';
import { readHistoryBackwards } from '../../shared/aws/execution-history.ts';
import { type ExecutionStatus, readExecutionStatus } from '../../shared/aws/execution-status.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { readVersion } from '../../shared/aws/function-version.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { statesApi } from '../../shared/aws/states-api.ts';
import { parseDurable } from '../../shared/contract/durable.ts';
import { journalEntrySchema } from '../../shared/contract/journal-entry.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import {
  functionNameOfLease,
  JOURNAL_PREFIX,
  LEASE_PREFIX,
  payloadKey,
  reportKey,
} from '../../shared/contract/store-key.ts';
import {
  executionArnOfEvent,
  type SweepOutput,
  sweepInputSchema,
  sweepOutputSchema,
} from '../../shared/contract/sweep.ts';
import { ContractError, rethrowDefect } from '../../shared/errors.ts';
import { turnTaker } from '../../shared/run/control-plane-turns.ts';
import { leftClonesText } from '../../shared/run/failure-report.ts';
import {
  type LeasePorts,
  lastHolder,
  releaseAbandonedLease,
} from '../../shared/run/function-lease.ts';
import { type JournalPorts, removePayload, undoJournal } from '../../shared/run/journal.ts';
import {
  type DeadRun,
  reportStoppedRun,
  type StoppedRunPorts,
} from '../../shared/run/stopped-run.ts';
import { requiredText } from '../../shared/runtime/config.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of Sweep. */
export interface SweepPorts
  extends JournalPorts,
    LeasePorts,
    StoppedRunPorts,
    Pick<Step, 'count' | 'warn'> {
  /** Prefix of the ARN of every execution of the tuner's state machine. */
  readonly executionArnPrefix: string;
}

type Skip = SweepOutput['skipped'][number];

/**
 * How long a task may continue after its execution was stopped, milliseconds: the longest timeout
 * of any task, plus the delay of the call. A journal is only complete after that.
 */
const IN_FLIGHT_MS_MAX = 65_000;

/** Sweep as the workflow runs it. */
export const sweepTask = defineTask({
  name: 'Sweep',
  input: sweepInputSchema,
  output: sweepOutputSchema,
  config: {
    ...STORE_VARIABLES,
    ...CLONE_VARIABLES,
    executionArnPrefix: ['EXECUTION_ARN_PREFIX', requiredText],
  },
  compose: ({ aws, config }) => {
    const lambdaAt = lambdaApi(aws, { deleteClone, describeFunction, readVersion });
    const statesAt = statesApi(aws, { readExecutionStatus, readHistoryBackwards });
    const stores = storeAccess(aws, config.bucketName);
    const turnsAt = turnTaker(stores);
    return (step) => ({
      ...config,
      ...step,
      ...lambdaAt(step),
      ...statesAt(step),
      store: stores.at(step),
      takeTurns: turnsAt(step),
    });
  },
  run: sweep,
});

/**
 * Finishes what dead runs left behind: deletes the clones in their journals, releases their leases,
 * and reports their measurements if they could not do so themselves.
 *
 * Events can be delivered twice, late, in any order, or not at all. So an event is only a reason to
 * look, and the execution's status in Step Functions decides. A live run is never touched.
 */
export async function sweep(ports: SweepPorts, event: unknown): Promise<SweepOutput> {
  const named = executionArnOfEvent(event);
  const output: SweepOutput = {
    sweptRunIds: [],
    deletedCloneCount: 0,
    leftClones: [],
    reportedRunIds: [],
    unreportedRuns: [],
    skipped: [],
  };
  const skip = (skipped: Skip) => {
    output.skipped.push(skipped);
    ports.count('SkippedObjects');
    ports.warn(`Cannot sweep ${skipped.what}`, { message: skipped.message });
  };
  const executionArns = named === undefined ? await unfinishedExecutions(ports, skip) : [named];
  const deadRuns: DeadRun[] = [];
  const doneRunIds = new Set<string>();
  for (const executionArn of executionArns) {
    if (!hasTimeFor(ports)) break;
    const executionStatus = await orSkip(executionArn, skip, () =>
      statusOfDead(ports, executionArn),
    );
    if (executionStatus === undefined) continue;
    const runId = runIdOf(executionArn);
    const { deletedCloneCount, leftClones } = await undoJournal(ports, { runId, executionArn });
    output.sweptRunIds.push(runId);
    output.deletedCloneCount += deletedCloneCount;
    output.leftClones.push(...leftClones);
    if (executionStatus === ABSENT) {
      doneRunIds.add(runId);
    } else {
      deadRuns.push({ executionArn, executionStatus, leftOver: leftClonesText(leftClones) });
    }
  }
  // Only after all clones are deleted, so that a failing report cannot keep any of them alive.
  for (const run of deadRuns) {
    if (!hasTimeFor(ports)) break;
    const runId = runIdOf(run.executionArn);
    const isDone = await report(ports, run, output);
    if (isDone) doneRunIds.add(runId);
    await orSkip(payloadKey(runId), skip, () => removePayload(ports.store, runId));
  }
  await releaseAbandonedLeases(ports, skip, doneRunIds);
  return output;
}

/**
 * Skips an object that cannot be read, or a call that fails, so that the others are still swept.
 */
async function orSkip<T>(
  what: string,
  skip: (skipped: Skip) => void,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    rethrowDefect(error);
    skip({ what, message: error.message });
    return undefined;
  }
}

async function listed(
  store: Store,
  prefix: string,
  skip: (skipped: Skip) => void,
): Promise<readonly string[]> {
  return (await orSkip(prefix, skip, () => store.list(prefix))) ?? [];
}

/** Whether there is time for one more run. The next sweep takes care of the remaining ones. */
function hasTimeFor({ clock, deadlineMs }: SweepPorts): boolean {
  return clock.nowMs() + IN_FLIGHT_MS_MAX < deadlineMs;
}

/**
 * Stands for an execution that Step Functions does not know: after 90 days it no longer does, and
 * at first it may not know it yet. So nothing is removed that the execution may still need.
 */
const ABSENT = 'ABSENT';

/**
 * Returns how an execution of this tuner ended, once none of its tasks can still be running; waits
 * for that if necessary. `undefined` if it is alive, or belongs to another state machine.
 */
async function statusOfDead(ports: SweepPorts, executionArn: string): Promise<string | undefined> {
  if (!executionArn.startsWith(ports.executionArnPrefix)) return undefined;
  const status: ExecutionStatus = await ports.readExecutionStatus(executionArn);
  if (status.kind !== 'dead') return status.kind === 'absent' ? ABSENT : undefined;
  const leftMs = status.stoppedAtMs + IN_FLIGHT_MS_MAX - ports.clock.nowMs();
  if (leftMs > 0) {
    await ports.clock.sleepMs(Math.min(leftMs, IN_FLIGHT_MS_MAX));
  }
  return status.status;
}

/**
 * Reports a dead run that did not report itself.
 *
 * @returns Whether there is no report of it and never will be.
 */
async function report(ports: SweepPorts, run: DeadRun, output: SweepOutput): Promise<boolean> {
  if (run.executionStatus === 'SUCCEEDED') return true;
  const runId = runIdOf(run.executionArn);
  try {
    const outcome = await reportStoppedRun(ports, run);
    if (outcome === 'reported') {
      ports.count('StoppedRuns');
      output.reportedRunIds.push(runId);
    }
    return outcome === 'notDue';
  } catch (error) {
    rethrowDefect(error);
    // The caller of an event-driven sweep does not read its answer, so count the failure.
    ports.count('UnreportedRuns');
    ports.warn(`Cannot report run ${runId}`, { message: error.message });
    output.unreportedRuns.push({ runId, message: error.message });
    // Its stored measurements are lost or damaged, and trying again would not help.
    return error instanceof ContractError;
  }
}

/** Lists executions that may have left something behind, dead or alive. */
async function unfinishedExecutions(
  ports: SweepPorts,
  skip: (skipped: Skip) => void,
): Promise<readonly string[]> {
  const journalled = await journalledExecutions(ports, skip);
  return [...new Set([...journalled, ...(await holdersWithoutReport(ports, skip))])];
}

/** Lists the executions in the journals. One readable entry per run names its execution. */
async function journalledExecutions(
  { store }: SweepPorts,
  skip: (skipped: Skip) => void,
): Promise<readonly string[]> {
  const keys = await listed(store, JOURNAL_PREFIX, skip);
  const keysByRun = Map.groupBy(keys, (key) => key.split('/')[1]);
  const executionArns = await Promise.all(
    [...keysByRun.values()].map(async (keys) => {
      for (const key of keys) {
        const executionArn = await orSkip(key, skip, () => journalledExecution(store, key));
        if (executionArn !== undefined) return [executionArn];
      }
      return [];
    }),
  );
  return executionArns.flat();
}

async function journalledExecution(store: Store, key: string): Promise<string | undefined> {
  const stored = await store.read(key);
  return stored === undefined
    ? undefined
    : parseDurable(journalEntrySchema, stored.text, `journal entry "${key}"`).executionArn;
}

/**
 * Lists runs that left no clone, by the leases of their functions: each lease names its last
 * holder. Skips runs that have a report, and runs that need none, which their lease no longer
 * names.
 */
async function holdersWithoutReport(
  { store }: SweepPorts,
  skip: (skipped: Skip) => void,
): Promise<readonly string[]> {
  const keys = await listed(store, LEASE_PREFIX, skip);
  const holders = await Promise.all(
    keys.map((key) =>
      orSkip(key, skip, async () => {
        const executionArn = await lastHolder(store, key);
        if (executionArn === undefined) return [];
        const report = reportKey(functionNameOfLease(key), runIdOf(executionArn), 'json');
        return (await store.read(report)) === undefined ? [executionArn] : [];
      }),
    ),
  );
  return holders.flatMap((executionArns) => executionArns ?? []);
}

async function releaseAbandonedLeases(
  ports: SweepPorts,
  skip: (skipped: Skip) => void,
  doneRunIds: ReadonlySet<string>,
): Promise<void> {
  for (const key of await listed(ports.store, LEASE_PREFIX, skip)) {
    await orSkip(key, skip, () => releaseAbandonedLease(ports, key, doneRunIds));
  }
}
