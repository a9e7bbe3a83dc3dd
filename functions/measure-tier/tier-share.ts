import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
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

/** How a tier ends whose share of the run's cost is used up. */
export function outcomeOfSpentShare(progress: TierProgress): TierOutcome {
  return cutShort(progress, {
    errorName: 'LimitReached',
    message:
      'No warm sample within this size\'s share of what the run may spend ("RunUsdMax" and "RunInvocationsMax" of the deployment, or less by the request)',
  });
}

/** How a tier ends whose share of the run's steps is used up. */
export function outcomeOfUsedSteps(progress: TierProgress, stepCountMax: number): TierOutcome {
  return cutShort(progress, {
    errorName: 'StepsUsedUp',
    message: `No warm sample within ${stepCountMax} steps, which is this size's share of what Step Functions records of a run (25,000 events)`,
  });
}

/** What was measured warm counts; without anything, there is no tier. */
function cutShort(
  { samples }: TierProgress,
  failure: { readonly errorName: string; readonly message: string },
): TierOutcome {
  return warmSamples(samples).length > 0
    ? { kind: 'measured', isCutShort: true }
    : { kind: 'failed', ...failure, category: 'unknown' };
}
