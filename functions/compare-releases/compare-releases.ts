import { storeAccess } from '../../shared/aws/s3-store.ts';
import { oldRelease } from '../../shared/contract/baseline.ts';
import {
  type CompareReleasesInput,
  compareReleasesInputSchema,
} from '../../shared/contract/compare-releases.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
} from '../../shared/contract/comparison-result.ts';
import { durableText } from '../../shared/contract/durable.ts';
import { type MeasuredRelease, measuredRelease } from '../../shared/contract/kept-release.ts';
import { comparisonBasis } from '../../shared/contract/release-basis.ts';
import { releaseRow } from '../../shared/contract/release-row.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { comparisonText } from '../../shared/core/gate/comparison-text.ts';
import {
  compareClones,
  type ReleaseComparison,
} from '../../shared/core/gate/release-comparison.ts';
import { RELEASE_SIDES, type ReleaseSide } from '../../shared/core/measurement/release-clone.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import { quantile } from '../../shared/core/measurement/sample-statistics.ts';
import { type Tier, tiersSchema } from '../../shared/core/measurement/tier.ts';
import { invocationCount, tuningCostUsd } from '../../shared/core/measurement/tier-figures.ts';
import { unpack } from '../../shared/run/carried.ts';
import { keptMeasurements } from '../../shared/run/kept-runs.ts';
import {
  keepMeasurements,
  LATEST_RUN_MS_MAX,
  type LatestRunPorts,
} from '../../shared/run/latest-run.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of CompareReleases. */
export interface CompareReleasesPorts extends Pick<Step, 'clock' | 'measure'> {
  readonly store: Store;
  /** Where later comparisons find the measurements of this one. */
  readonly latestRun: LatestRunPorts;
}

/** CompareReleases as the workflow runs it. */
export const compareReleasesTask = defineTask({
  name: 'CompareReleases',
  input: compareReleasesInputSchema,
  output: comparisonResultSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({
      ...step,
      store: stores.at(step),
      latestRun: { store: stores.within(step, LATEST_RUN_MS_MAX), warn: step.warn },
    });
  },
  run: compareReleases,
});

/** Compares the measurements of two releases, and publishes the verdict with the samples. */
export async function compareReleases(
  { clock, store, measure, latestRun }: CompareReleasesPorts,
  input: CompareReleasesInput,
): Promise<ComparisonResult> {
  const { request, run, target, baseline } = input;
  const tiers = await unpack(store, input.tiers, tiersSchema, 'the measured clones');
  const basis = comparisonBasis({ request, run, target, baseline });
  const { costs } = basis;
  const comparison = isStillApplicable(target, oldRelease(baseline))
    ? undefined
    : compareClones(tiers, basis);
  const kept = 'kept' in baseline ? baseline.kept : undefined;
  const key = reportKey(target.functionName, run.runId, 'json');
  const result: ComparisonResult = {
    functionArn: target.functionArn,
    executionArn: run.executionArn,
    runId: run.runId,
    powerValue: target.memoryMb,
    verdict: verdictOf(comparison, input, basis.effectPercent),
    reason: input.reason,
    differencePercent: basis.effectPercent,
    ...definedOnly({ comparison }),
    ...limitOf(input, ofSide(tiers, 'new')),
    ...(kept && { kept: { measuredAtMs: kept.measuredAtMs, report: kept.report } }),
    releases: {
      old: kept?.row ?? releaseRow(oldRelease(baseline), ofSide(tiers, 'old'), costs.old),
      new: releaseRow(target, ofSide(tiers, 'new'), costs.new),
    },
    tuningCostUsd:
      tuningCostUsd(ofSide(tiers, 'old'), costs.old) +
      tuningCostUsd(ofSide(tiers, 'new'), costs.new),
    invocationCount: invocationCount(tiers),
    cleanUp: input.cleanUp,
    report: { json: store.uriOf(key) },
  };
  const measuredReleases = measuredReleasesOf(input, tiers, clock.nowMs());
  await store.write(
    key,
    durableText({ status: 'succeeded', ...result, measuredReleases, samples: tiers }),
  );
  await keepMeasurements(
    latestRun,
    target.functionArn,
    keptMeasurements(run.runId, measuredReleases, tiers),
  );
  measure('TuningCostUsd', result.tuningCostUsd, 'NoUnit');
  measure('TuningInvocations', result.invocationCount, 'Count');
  return result;
}

/** Describes the code and configuration of each release that was measured in this run. */
function measuredReleasesOf(
  { request, target, baseline }: CompareReleasesInput,
  tiers: readonly Tier[],
  measuredAtMs: number,
): readonly MeasuredRelease[] {
  const targets = { new: target, ...('target' in baseline && { old: baseline.target }) };
  return RELEASE_SIDES.flatMap((side) => {
    const release = targets[side];
    return release === undefined || ofSide(tiers, side).length === 0
      ? []
      : measuredRelease({ request, target: release, measuredAtMs, side });
  });
}

function ofSide(tiers: readonly Tier[], side: ReleaseSide): readonly Tier[] {
  return tiers.filter(({ release }) => release?.side === side);
}

function verdictOf(
  comparison: ReleaseComparison | undefined,
  { target, baseline, reason }: CompareReleasesInput,
  differencePercent: number,
): ComparisonResult['verdict'] {
  return comparison === undefined
    ? { kind: 'same', text: 'Both releases have the same code and configuration' }
    : {
        kind: comparison.kind,
        text: comparisonText(comparison, {
          memoryMb: target.memoryMb,
          differencePercent,
          reason,
          ...('kept' in baseline && { keptAtMs: baseline.kept.measuredAtMs }),
        }),
      };
}

/**
 * Compares the new release's warm invocations with its duration limit, if the request has one. The
 * old release plays no part in this.
 */
function limitOf(
  { request: { durationMsMax, percentile } }: CompareReleasesInput,
  tiers: readonly Tier[],
): Pick<ComparisonResult, 'limit'> {
  const durations = tiers
    .flatMap(({ samples }) => warmSamples(samples))
    .map(({ durationMs }) => durationMs)
    .toSorted((a, b) => a - b);
  if (durationMsMax === undefined || durations.length === 0) return {};
  const durationMs = quantile(durations, percentile / 100);
  return {
    limit: { durationMsMax, percentile, durationMs, isExceeded: durationMs > durationMsMax },
  };
}
