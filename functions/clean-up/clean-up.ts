import type { CleanUpInput, CleanUpOutput } from '../../shared/contract/clean-up.ts';
import { type JournalEntry, journalEntrySchema } from '../../shared/contract/journal-entry.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { journalPrefix, payloadKey } from '../../shared/contract/store-key.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { InvariantError, TunerError } from '../../shared/errors.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** What CleanUp needs of the world. */
export interface CleanUpPorts {
  readonly store: Store;
  /** Deletes a clone; no error if there is none. */
  deleteClone(region: string, cloneArn: string): Promise<void>;
  /** What every clone's name starts with. */
  readonly clonePrefix: string;
}

/**
 * Deletes what the run's journal lists, and nothing else. May run any number of times.
 *
 * A clone that cannot be deleted now keeps its journal entry and is reported; the others go.
 */
export async function cleanUp(ports: CleanUpPorts, { run }: CleanUpInput): Promise<CleanUpOutput> {
  const keys = await ports.store.list(journalPrefix(run.runId));
  const results = await Promise.all(keys.map((key) => cleanUpEntry(ports, run.runId, key)));
  await ports.store.remove(payloadKey(run.runId));
  const leftClones = results.filter((result) => result !== undefined);
  return { deletedCloneCount: keys.length - leftClones.length, leftClones };
}

/** The entry is removed last: whatever stops us before that, the clone can be found again. */
async function cleanUpEntry(
  { store, deleteClone, clonePrefix }: CleanUpPorts,
  runId: string,
  key: string,
): Promise<CleanUpOutput['leftClones'][number] | undefined> {
  const stored = await store.read(key);
  if (stored === undefined) {
    return undefined;
  }
  const entry = parseContract(
    journalEntrySchema,
    JSON.parse(stored.text),
    `journal entry "${key}"`,
  );
  const region = regionOfClone(entry, `${clonePrefix}${runId}-`);
  try {
    await deleteClone(region, entry.cloneArn);
  } catch (error) {
    if (error instanceof TunerError) {
      return { functionArn: entry.cloneArn, message: error.message };
    }
    throw error;
  }
  await store.remove(key);
  return undefined;
}

/** A journal that names anything but a clone of this run is broken; nothing of it is deleted. */
function regionOfClone({ cloneArn }: JournalEntry, namePrefix: string): string {
  const { functionName, region, qualifier } = parseFunctionReference(cloneArn) ?? {};
  if (!functionName?.startsWith(namePrefix) || region === undefined || qualifier !== undefined) {
    throw new InvariantError(
      `Cannot delete "${cloneArn}": a journal may only name clones of its own run, which start with "${namePrefix}"`,
    );
  }
  return region;
}
