import type { LambdaApi } from '../aws/lambda-api.ts';
import { parseDurable } from '../contract/durable.ts';
import { type JournalEntry, journalEntrySchema } from '../contract/journal-entry.ts';
import { journalPrefix, payloadKey } from '../contract/store-key.ts';
import { writeDelayMs } from '../core/control-plane-pace.ts';
import { parseFunctionReference } from '../core/function-reference.ts';
import { InvariantError, NotReadyError, TunerError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../runtime/store.ts';

/** Dependencies of undoing a journal. */
export interface JournalPorts extends Pick<LambdaApi, 'deleteClone'> {
  readonly clock: Clock;
  /** When the step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  readonly store: Store;
  /** What every clone's name starts with. */
  readonly clonePrefix: string;
}

/** What a journal listed, and what became of it. */
export interface JournalOutcome {
  readonly deletedCloneCount: number;
  readonly leftClones: { functionArn: string; message: string }[];
}

/**
 * Deletes what a run's journal lists, and nothing else. May run any number of times.
 *
 * What cannot be deleted now keeps its journal entry and is reported; the rest goes. A failure of
 * the store is reported in the same way: whoever comes next finds the journal as it is.
 */
export async function undoJournal(ports: JournalPorts, runId: string): Promise<JournalOutcome> {
  const left: JournalOutcome['leftClones'] = [];
  let keys: readonly string[] = [];
  try {
    keys = await ports.store.list(journalPrefix(runId));
  } catch (error) {
    left.push({ functionArn: `${ports.clonePrefix}${runId}-*`, message: reasonOf(error) });
  }
  await Promise.all(
    keys.map(async (key, position) => {
      try {
        await waitForTurn(ports, position);
        await undoEntry(ports, runId, key);
      } catch (error) {
        const functionArn = key.replace(/^.*\/(\d+)\.json$/, `${ports.clonePrefix}${runId}-$1`);
        left.push({ functionArn, message: reasonOf(error) });
      }
    }),
  );
  return { deletedCloneCount: keys.length - left.length, leftClones: left };
}

/** The control plane is shared with the whole account: clones are deleted a few at a time. */
async function waitForTurn({ clock, deadlineMs }: JournalPorts, position: number): Promise<void> {
  const delayMs = writeDelayMs(position);
  if (delayMs === 0) {
    return;
  }
  if (clock.nowMs() + delayMs >= deadlineMs) {
    throw new NotReadyError('Its turn to be deleted did not come before the step had to end');
  }
  await clock.sleepMs(delayMs);
}

/** The entry is removed last: whatever stops us before that, the clone can be found again. */
async function undoEntry(
  { store, deleteClone, clonePrefix }: JournalPorts,
  runId: string,
  key: string,
): Promise<void> {
  const stored = await store.read(key);
  if (stored === undefined) {
    return;
  }
  const entry = parseDurable(journalEntrySchema, stored.text, `journal entry "${key}"`);
  refuseForeignClone(entry, `${clonePrefix}${runId}-`);
  await deleteClone({ functionArn: entry.cloneArn });
  await store.remove(key);
}

/** A journal that names anything but a clone of its run is broken; nothing of it is deleted. */
function refuseForeignClone({ cloneArn }: JournalEntry, namePrefix: string): void {
  const { functionName, region, qualifier } = parseFunctionReference(cloneArn) ?? {};
  if (!functionName?.startsWith(namePrefix) || region === undefined || qualifier !== undefined) {
    throw new InvariantError(
      `Cannot delete "${cloneArn}": a journal may only name clones of its own run, which start with "${namePrefix}"`,
    );
  }
}

/** Our own failures are reported; anything else is a defect and ends the step. */
function reasonOf(error: unknown): string {
  if (error instanceof TunerError) {
    return error.message;
  }
  throw error;
}

/** Removes the event of a run, which nothing needs once the run has ended. */
export async function removePayload(store: Store, runId: string): Promise<void> {
  await store.remove(payloadKey(runId));
}
