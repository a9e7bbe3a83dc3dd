import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { Application } from '../../shared/contract/apply-config.ts';
import type {
  PublishFailureInput,
  PublishFailureOutput,
} from '../../shared/contract/publish-failure.ts';
import { readableCause } from '../../shared/contract/readable-cause.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import { tiersSchema } from '../../shared/contract/tier.ts';
import { sampleStatistics } from '../../shared/core/sample-statistics.ts';
import type { Tier } from '../../shared/core/tier.ts';
import { mergeTiers } from '../../shared/core/tier-merge.ts';
import { categoryOfName, TunerError } from '../../shared/errors.ts';
import { unpack } from '../../shared/runtime/carried.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { parseTierResult, readTierResult } from '../../shared/runtime/tier-result.ts';

/** What PublishFailure needs of the world. */
export interface PublishFailurePorts {
  readonly store: Store;
  describe(region: string, address: FunctionAddress): Promise<FunctionDescription>;
  /** Counts a failed run. */
  countFailure(category: string): void;
}

/**
 * Keeps all that a failed run measured, and says what went wrong in words that a person can act on.
 */
export async function publishFailure(
  ports: PublishFailurePorts,
  input: PublishFailureInput,
): Promise<PublishFailureOutput> {
  const { run, target, failure, cleanUp } = input;
  const { store } = ports;
  const category = categoryOfName(failure.Error);
  ports.countFailure(category);
  const tiers = await measuredTiers(store, input);
  const discardedTiers = await unpack(
    store,
    input.restart.discardedTiers,
    tiersSchema,
    'the tiers before the restart',
  );
  const application = await applicationOf(ports, input);
  const message = readableCause(failure.Cause) || `The run ended with ${failure.Error}`;
  const leftOver = leftOverText(cleanUp);
  const key = reportKey(target.functionName, run.runId, 'json');
  const kept = await keepReport(store, key, {
    status: 'failed',
    functionArn: target.functionArn,
    executionArn: run.executionArn,
    runId: run.runId,
    error: failure.Error,
    category,
    message,
    application,
    aliasMove: input.aliasMove,
    watch: input.watch,
    cleanUp: leftOver ?? 'complete',
    tiers,
    discardedTiers,
  });
  const sentences = [
    message,
    application?.kind === 'applied' ? application.message : undefined,
    leftOver,
    kept.kind === 'kept'
      ? `What was measured is in ${store.uriOf(key)}`
      : `What was measured could not be kept (${kept.reason}): ${tiersText([...discardedTiers, ...tiers])}`,
  ];
  return {
    Error: failure.Error,
    Cause: sentences.filter((sentence) => sentence !== undefined).join('. '),
  };
}

type Keeping = { readonly kind: 'kept' } | { readonly kind: 'refused'; readonly reason: string };

/** What passes is left to the state machine, which runs the step again. */
async function keepReport(store: Store, key: string, report: object): Promise<Keeping> {
  try {
    await store.write(key, JSON.stringify(report));
    return { kind: 'kept' };
  } catch (error) {
    if (error instanceof TunerError && error.category === 'permanent') {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

/** The least that was paid for, where nothing else takes it. */
function tiersText(tiers: readonly Tier[]): string {
  return tiers
    .map(({ powerValue, samples, errorCount }) => {
      const counts = `${powerValue} MB: ${samples.length} samples and ${errorCount} errors`;
      return samples.length === 0
        ? counts
        : `${counts}, ${meanMs(samples).toFixed(1)} ms on average`;
    })
    .join('; ');
}

function meanMs(samples: Tier['samples']): number {
  return sampleStatistics(samples.map(({ durationMs }) => durationMs)).mean;
}

/** What the plan knows, and what the latest round brought that no plan took in any more. */
async function measuredTiers(
  store: Store,
  { plan, round }: PublishFailureInput,
): Promise<readonly Tier[]> {
  const planned = await unpack(store, plan.tiers, tiersSchema, 'the measured tiers');
  const open = round.map(parseTierResult).filter((result) => result.round === plan.round);
  return mergeTiers(planned, await Promise.all(open.map((each) => readTierResult(store, each))));
}

/**
 * What became of the change. A step that failed while it wrote could not say, so the function is
 * asked; where it cannot be read, nothing is known of a change.
 */
async function applicationOf(
  { describe }: PublishFailurePorts,
  { request, target, decision, application }: PublishFailureInput,
): Promise<Application | null> {
  if (application !== null || decision === null || !request.apply) {
    return application;
  }
  const { powerValue } = decision;
  try {
    const now = await describe(target.region, { functionArn: target.functionArn });
    const isApplied =
      powerValue !== target.powerValue &&
      now.powerValue === powerValue &&
      isStillApplicable(target, now);
    return isApplied
      ? {
          kind: 'applied',
          powerValue,
          message: `Memory was changed from ${target.powerValue} to ${powerValue} MB before that`,
        }
      : null;
  } catch (error) {
    if (error instanceof TunerError) {
      return null;
    }
    throw error;
  }
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
