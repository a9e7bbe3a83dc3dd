import type {
  PublishFailureInput,
  PublishFailureOutput,
} from '../../shared/contract/publish-failure.ts';
import { readableCause } from '../../shared/contract/readable-cause.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import { tiersSchema } from '../../shared/contract/tier.ts';
import { unpack } from '../../shared/runtime/carried.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** What PublishFailure needs of the world. */
export interface PublishFailurePorts {
  readonly store: Store;
}

/**
 * Keeps what a failed run measured, and says what went wrong in words that a person can act on.
 */
export async function publishFailure(
  { store }: PublishFailurePorts,
  { run, target, plan, failure, cleanUp }: PublishFailureInput,
): Promise<PublishFailureOutput> {
  const tiers = await unpack(store, plan.tiers, tiersSchema, 'the measured tiers');
  const message = readableCause(failure.Cause);
  const leftOver = leftOverText(cleanUp);
  const key = reportKey(target.functionName, run.runId, 'json');
  await store.write(
    key,
    JSON.stringify({
      status: 'failed',
      functionArn: target.functionArn,
      executionArn: run.executionArn,
      runId: run.runId,
      error: failure.Error,
      message,
      cleanUp: leftOver ?? 'complete',
      tiers,
    }),
  );
  const sentences = [message, leftOver, `What was measured is in ${store.uriOf(key)}`];
  return {
    Error: failure.Error,
    Cause: sentences.filter((sentence) => sentence !== undefined).join('. '),
  };
}

function leftOverText(cleanUp: PublishFailureInput['cleanUp']): string | undefined {
  if ('Cause' in cleanUp && typeof cleanUp.Cause === 'string') {
    return `The run's clones could not be deleted (${readableCause(cleanUp.Cause)}); its journal still lists them`;
  }
  const left =
    'leftClones' in cleanUp && Array.isArray(cleanUp.leftClones) ? cleanUp.leftClones : [];
  return left.length === 0
    ? undefined
    : `These clones could not be deleted: ${left.map((clone) => clone.functionArn).join(', ')}`;
}
