import { describeFunction } from '../../shared/aws/function-description.ts';
import { readVersion } from '../../shared/aws/function-version.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { readFailure, withCategory } from '../../shared/contract/caught-failure.ts';
import { durableText } from '../../shared/contract/durable.ts';
import {
  type PublishFailureInput,
  type PublishFailureOutput,
  publishFailureInputSchema,
  publishFailureOutputSchema,
} from '../../shared/contract/publish-failure.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { TunerError } from '../../shared/errors.ts';
import {
  type FailureReport,
  type FailureReportPorts,
  failureReport,
  failureReportKey,
  leftClonesText,
} from '../../shared/run/failure-report.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of PublishFailure. */
export type PublishFailurePorts = FailureReportPorts & Pick<Step, 'count'>;

/** PublishFailure as the workflow runs it. */
export const publishFailureTask = defineTask({
  name: 'PublishFailure',
  input: publishFailureInputSchema,
  output: publishFailureOutputSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const lambdaAt = lambdaApi(aws, { describeFunction, readVersion });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ ...step, ...lambdaAt(step), store: stores.at(step) });
  },
  run: publishFailure,
});

/**
 * Stores everything that a failed run measured, and explains the failure in words that a person can
 * act on.
 */
export async function publishFailure(
  ports: PublishFailurePorts,
  { failure, cleanUp, ...known }: PublishFailureInput,
): Promise<PublishFailureOutput> {
  const { message, category } = readFailure(failure);
  const leftOver = leftOverText(cleanUp);
  const report = await failureReport(ports, known, {
    status: 'failed',
    executionStatus: 'FAILED',
    error: failure.Error,
    category,
    message,
    leftOver,
  });
  const key = failureReportKey(known);
  const kept = await keepReport(ports.store, key, report);
  // Counted last, because a step that fails is run again.
  ports.count(`${category}FailedRuns`);
  const { application, aliasMove, tiers, discardedTiers } = report;
  const sentences = [
    message,
    application?.kind === 'applied' ? application.message : undefined,
    aliasMove.kind === 'moved' ? aliasMove.message : undefined,
    leftOver,
    kept.kind === 'kept'
      ? `What was measured is in ${ports.store.uriOf(key)}`
      : `What was measured could not be kept (${kept.reason}): ${tiersText([...discardedTiers, ...tiers])}`,
  ];
  return {
    Error: failure.Error,
    Cause: withCategory(
      sentences.filter((sentence) => sentence !== undefined).join('. '),
      category,
    ),
  };
}

type Keeping = { readonly kind: 'kept' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Stores the report, or returns why it was permanently refused. Other failures are thrown, and the
 * state machine runs the step again.
 */
async function keepReport(store: Store, key: string, report: FailureReport): Promise<Keeping> {
  try {
    await store.write(key, durableText(report));
    return { kind: 'kept' };
  } catch (error) {
    if (error instanceof TunerError && error.category === 'permanent') {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

/** Summarises the paid-for measurements in one sentence, for when the report cannot be stored. */
function tiersText(tiers: readonly Tier[]): string {
  return tiers
    .map(({ powerValue, architecture, samples, errorCount }) => {
      const size = `${powerValue} MB${architecture === undefined ? '' : ` on ${architecture}`}`;
      const counts = `${size}: ${exactCountText(samples.length, 'sample')} and ${exactCountText(errorCount, 'error')}`;
      return samples.length === 0
        ? counts
        : `${counts}, ${meanMs(samples).toFixed(1)} ms on average`;
    })
    .join('; ');
}

function meanMs(samples: Tier['samples']): number {
  return sampleStatistics(samples.map(({ durationMs }) => durationMs)).mean;
}

function leftOverText(cleanUp: PublishFailureInput['cleanUp']): string | undefined {
  return 'Error' in cleanUp
    ? `The run's clones could not be deleted (${readFailure(cleanUp).message}); its journal still lists them`
    : leftClonesText(cleanUp.leftClones);
}
