import type { LambdaApi } from '../aws/lambda-api.ts';
import { parseDurable } from '../contract/durable.ts';
import { type JournalEntry, journalEntrySchema } from '../contract/journal-entry.ts';
import type { Run } from '../contract/run.ts';
import { journalPrefix, payloadKey } from '../contract/store-key.ts';
import { fallbackDelayMs } from '../core/control-plane-pace.ts';
import { functionArnOf, homeOfArn, parseFunctionReference } from '../core/function-reference.ts';
import { InvariantError, NotReadyError, rethrowDefect } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../runtime/store.ts';
import type { TakeTurns } from './control-plane-turns.ts';

/** Dependencies of {@link undoJournal}. */
export interface JournalPorts extends Pick<LambdaApi, 'deleteClone'> {
  readonly clock: Clock;
  /** When the step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  readonly store: Store;
  /** Prefix of every clone's name. */
  readonly clonePrefix: string;
  readonly takeTurns: TakeTurns;
}

/** The clones that a journal listed, by outcome. */
interface JournalOutcome {
  readonly deletedCloneCount: number;
  /**
   * Clones that could not be deleted. If the journal could not be read, the ARN has a `*` for the
   * region, and for the size.
   */
  readonly leftClones: { functionArn: string; message: string }[];
}

/**
 * Deletes the clones in a run's journal, and nothing else. May run any number of times.
 *
 * A clone that cannot be deleted now keeps its journal entry and is reported; the others are
 * deleted. A failure of the store is reported in the same way, and the next call finds the journal
 * unchanged.
 */
export async function undoJournal(
  ports: JournalPorts,
  { runId, executionArn }: Pick<Run, 'runId' | 'executionArn'>,
): Promise<JournalOutcome> {
  const outcome = { deletedCloneCount: 0, leftClones: [] as JournalOutcome['leftClones'] };
  const namePrefix = `${ports.clonePrefix}${runId}-`;
  const undo = async (key: string, delayMs: number) => {
    let functionArn = cloneArnAnywhere(executionArn, `${namePrefix}${tierNameInKey(key)}`);
    try {
      await waitForTurn(ports, delayMs);
      const entry = await readEntry(ports.store, key);
      if (entry === undefined) return;
      refuseForeignClone(entry, namePrefix);
      functionArn = entry.cloneArn;
      await ports.deleteClone({ functionArn });
      // Removed last, so that an interrupted step leaves the clone listed.
      await ports.store.remove(key);
      outcome.deletedCloneCount += 1;
    } catch (error) {
      outcome.leftClones.push({ functionArn, message: reasonOf(error) });
    }
  };
  try {
    const keys = await ports.store.list(journalPrefix(runId));
    const delaysMs = await delaysOf(ports, keys.length);
    await Promise.all(keys.map((key, position) => undo(key, delaysMs[position] ?? 0)));
  } catch (error) {
    const functionArn = cloneArnAnywhere(executionArn, `${namePrefix}*`);
    outcome.leftClones.push({ functionArn, message: reasonOf(error) });
  }
  return outcome;
}

function tierNameInKey(key: string): string {
  return key.replace(/^.*\/([a-z0-9-]+)\.json$/, '$1');
}

/**
 * Returns an ARN without a region: that is the tuned function's, which only the journal entry
 * names.
 */
function cloneArnAnywhere(executionArn: string, cloneName: string): string {
  const { partition, accountId } = homeOfArn(executionArn) ?? { partition: 'aws', accountId: '*' };
  return functionArnOf({ partition, region: '*', accountId, functionName: cloneName });
}

/**
 * Returns how long each deletion waits, milliseconds: for its turn among all runs, or at a pace of
 * the run's own if the turns are unknown or come after the step has to end.
 */
async function delaysOf(
  { takeTurns, clock, deadlineMs }: JournalPorts,
  count: number,
): Promise<readonly number[]> {
  const turnsMs = await takeTurns({ count, work: 'deleteClone' });
  return turnsMs === undefined || turnsMs.some((turnMs) => turnMs >= deadlineMs)
    ? Array.from({ length: count }, (_, position) => fallbackDelayMs(position, 'deleteClone'))
    : turnsMs.map((turnMs) => turnMs - clock.nowMs());
}

/**
 * Waits for a deletion's turn. The whole account shares the control plane, so clones are deleted a
 * few at a time.
 */
async function waitForTurn({ clock, deadlineMs }: JournalPorts, delayMs: number): Promise<void> {
  if (delayMs <= 0) {
    return;
  }
  if (clock.nowMs() + delayMs >= deadlineMs) {
    throw new NotReadyError('Its turn to be deleted did not come before the step had to end');
  }
  await clock.sleepMs(delayMs);
}

async function readEntry(store: Store, key: string): Promise<JournalEntry | undefined> {
  const stored = await store.read(key);
  return stored === undefined
    ? undefined
    : parseDurable(journalEntrySchema, stored.text, `journal entry "${key}"`);
}

/**
 * Refuses a journal entry that names anything but a clone of its run; nothing of such an entry is
 * deleted.
 */
function refuseForeignClone({ cloneArn }: JournalEntry, namePrefix: string): void {
  const { functionName, region, qualifier } = parseFunctionReference(cloneArn) ?? {};
  if (!functionName?.startsWith(namePrefix) || region === undefined || qualifier !== undefined) {
    throw new InvariantError(
      `Cannot delete "${cloneArn}": a journal may only name clones of its own run, which start with "${namePrefix}"`,
    );
  }
}

/**
 * Returns the message of one of the tuner's own failures. Anything else is a defect, and ends the
 * step.
 */
function reasonOf(error: unknown): string {
  rethrowDefect(error);
  return error.message;
}

/** Removes the event of a run that has ended. */
export async function removePayload(store: Store, runId: string): Promise<void> {
  await store.remove(payloadKey(runId));
}
