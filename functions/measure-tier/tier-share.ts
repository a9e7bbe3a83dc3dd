import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import type { TierOutcome } from '../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';

/** Whether a tier has used up its share of what a run may spend. */
export function hasSpentShare(
  {
    attemptCountMax = Number.POSITIVE_INFINITY,
    billedMsMax = Number.POSITIVE_INFINITY,
  }: Measurement,
  { samples, errorCount, errorBilledDurationMs }: TierProgress,
): boolean {
  const billedMs = samples.reduce(
    (sum, { billedDurationMs }) => sum + billedDurationMs,
    errorBilledDurationMs,
  );
  return samples.length + errorCount >= attemptCountMax || billedMs >= billedMsMax;
}

/** The kind of sample that a tier is measured for. */
type SampleNoun = 'warm sample' | 'cold start';

/** Returns how a tier ends whose share of the run's budget is used up. */
export function outcomeOfSpentShare(sampleCount: number, noun: SampleNoun): TierOutcome {
  return cutShort(sampleCount, {
    errorName: 'LimitReached',
    message: `No ${noun} within this size's share of what the run may spend ("RunUsdMax" and "RunInvocationsMax" of the deployment, or less by the request)`,
  });
}

/**
 * Returns how a tier ends after a step that uses up its share of the run's steps; `undefined` if more
 * steps may follow.
 *
 * @param before Progress at the start of the step.
 * @param samples How many samples count, and their kind.
 */
export function outcomeOfUsedSteps(
  { stepCountMax = Number.POSITIVE_INFINITY }: Measurement,
  before: TierProgress,
  { count, noun }: { readonly count: number; readonly noun: SampleNoun },
): TierOutcome | undefined {
  if (before.stepCount + 1 < stepCountMax) return undefined;
  return cutShort(count, {
    errorName: 'StepsUsedUp',
    message: `No ${noun} within ${exactCountText(stepCountMax, 'step')}, which is this size's share of what Step Functions records of a run (25,000 events)`,
  });
}

/** Ends a tier early: as measured if it has any sample that counts, otherwise as failed. */
function cutShort(
  sampleCount: number,
  failure: { readonly errorName: string; readonly message: string },
): TierOutcome {
  return sampleCount > 0
    ? { kind: 'measured', isCutShort: true }
    : { kind: 'failed', ...failure, category: 'unknown' };
}

/** Steps in a row without any answer, after which a tier that is only throttled is given up. */
const IDLE_STEP_COUNT_MAX = 5;

/**
 * Returns how a tier ends that met only throttling for too many steps; `undefined` if it did not.
 */
export function outcomeOfThrottling({ idleStepCount }: TierProgress): TierOutcome | undefined {
  return idleStepCount < IDLE_STEP_COUNT_MAX
    ? undefined
    : {
        kind: 'failed',
        errorName: 'ThrottledError',
        message: `Lambda kept throttling its invocations for ${IDLE_STEP_COUNT_MAX} steps`,
        category: 'throttled',
      };
}
