import { deleteClone } from '../../shared/aws/clone-function.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import {
  type CleanUpInput,
  type CleanUpOutput,
  cleanUpInputSchema,
  cleanUpOutputSchema,
} from '../../shared/contract/clean-up.ts';
import { rethrowDefect, TransientServiceError } from '../../shared/errors.ts';
import { turnTaker } from '../../shared/run/control-plane-turns.ts';
import { releaseLease } from '../../shared/run/function-lease.ts';
import { type JournalPorts, removePayload, undoJournal } from '../../shared/run/journal.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** CleanUp as the workflow runs it. */
export const cleanUpTask = defineTask({
  name: 'CleanUp',
  input: cleanUpInputSchema,
  output: cleanUpOutputSchema,
  config: { ...STORE_VARIABLES, ...CLONE_VARIABLES },
  compose: ({ aws, config }) => {
    const lambdaAt = lambdaApi(aws, { deleteClone });
    const stores = storeAccess(aws, config.bucketName);
    const turnsAt = turnTaker(stores);
    return (step) => ({
      ...config,
      ...step,
      ...lambdaAt(step),
      store: stores.at(step),
      takeTurns: turnsAt(step),
    });
  },
  run: cleanUp,
});

/**
 * Deletes everything that the run's journal lists, and releases the function's lease. May run any
 * number of times. Anything that cannot be deleted now is reported, and left to the sweep.
 *
 * @throws {TransientServiceError} If the run is about to restart and a clone of the old code is
 *   left.
 */
export async function cleanUp(
  ports: JournalPorts,
  { run, target, isRestarting }: CleanUpInput,
): Promise<CleanUpOutput> {
  const outcome = await undoJournal(ports, run);
  if (isRestarting) {
    const [left] = outcome.leftClones;
    if (left !== undefined) {
      throw new TransientServiceError(
        `Cannot restart the run: clone "${left.functionArn}" of the code before the release still exists: ${left.message}`,
      );
    }
    return outcome;
  }
  // Neither failure matters: the next run takes over the lease of a dead one, and payloads expire.
  await removePayload(ports.store, run.runId).catch(rethrowDefect);
  await releaseLease(ports.store, run.runId, target.functionArn).catch(rethrowDefect);
  return outcome;
}
