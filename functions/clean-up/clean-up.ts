import type { CleanUpInput, CleanUpOutput } from '../../shared/contract/clean-up.ts';
import { TunerError } from '../../shared/errors.ts';
import { releaseLease } from '../../shared/runtime/function-lease.ts';
import { type JournalPorts, undoJournal } from '../../shared/runtime/journal.ts';

/**
 * Deletes what the run's journal lists, and lets the next run have the function. May run any
 * number of times; what cannot be undone now is reported, and left to the sweep.
 */
export async function cleanUp(
  ports: JournalPorts,
  { run, target }: CleanUpInput,
): Promise<CleanUpOutput> {
  const outcome = await undoJournal(ports, run.runId);
  try {
    await releaseLease(ports.store, run.runId, target.functionArn);
  } catch (error) {
    // The next run takes the lease of a dead one, so that this is no reason to fail.
    if (!(error instanceof TunerError)) {
      throw error;
    }
  }
  return outcome;
}
