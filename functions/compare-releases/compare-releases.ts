import { storeAccess } from '../../shared/aws/s3-store.ts';
import {
  type CompareReleasesInput,
  compareReleasesInputSchema,
} from '../../shared/contract/compare-releases.ts';
import {
  type ComparisonResult,
  comparisonResultSchema,
  type ReleaseRow,
} from '../../shared/contract/comparison-result.ts';
import { durableText } from '../../shared/contract/durable.ts';
import { comparisonBasis } from '../../shared/contract/release-basis.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import { isStillApplicable, type TargetFunction } from '../../shared/contract/target-function.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { comparisonText } from '../../shared/core/gate/comparison-text.ts';
import {
  compareReleases as compareClones,
  type ReleaseComparison,
} from '../../shared/core/gate/release-comparison.ts';
import type { ReleaseSide } from '../../shared/core/measurement/release-clone.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import { quantile } from '../../shared/core/measurement/sample-statistics.ts';
import { type Tier, tiersSchema } from '../../shared/core/measurement/tier.ts';
import {
  type CostBasis,
  invocationCount,
  tierFigures,
  tuningCostUsd,
} from '../../shared/core/measurement/tier-figures.ts';
import { unpack } from '../../shared/run/carried.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of CompareReleases. */
export interface CompareReleasesPorts extends Pick<Step, 'measure'> {
  readonly store: Store;
}

/** CompareReleases as the workflow runs it. */
export const compareReleasesTask = defineTask({
  name: 'CompareReleases',
  input: compareReleasesInputSchema,
  output: comparisonResultSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({ ...step, store: stores.at(step) });
  },
  run: compareReleases,
});

/** Judges what was measured of two releases, and publishes the answer with its samples. */
export async function compareReleases(
  { store, measure }: CompareReleasesPorts,
  input: CompareReleasesInput,
): Promise<ComparisonResult> {
  const { request, run, target, baseline } = input;
  const tiers = await unpack(store, input.tiers, tiersSchema, 'the measured clones');
  const { costs, ...basis } = comparisonBasis({ request, target, baseline });
  const comparison = isStillApplicable(target, baseline.target)
    ? undefined
    : compareClones(tiers, { ...basis, costs });
  const row = (side: ReleaseSide, release: TargetFunction) =>
    releaseRow(release, ofSide(tiers, side), costs[side]);
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
    releases: { old: row('old', baseline.target), new: row('new', target) },
    tuningCostUsd:
      tuningCostUsd(ofSide(tiers, 'old'), costs.old) +
      tuningCostUsd(ofSide(tiers, 'new'), costs.new),
    invocationCount: invocationCount(tiers),
    cleanUp: input.cleanUp,
    report: { json: store.uriOf(key) },
  };
  await store.write(key, durableText({ status: 'succeeded', ...result, samples: tiers }));
  measure('TuningCostUsd', result.tuningCostUsd, 'NoUnit');
  measure('TuningInvocations', result.invocationCount, 'Count');
  return result;
}

function ofSide(tiers: readonly Tier[], side: ReleaseSide): readonly Tier[] {
  return tiers.filter(({ release }) => release?.side === side);
}

function verdictOf(
  comparison: ReleaseComparison | undefined,
  { target, reason }: CompareReleasesInput,
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
        }),
      };
}

/** Told by the warm invocations of the new release alone: it must keep its limit by itself. */
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

function releaseRow(
  { qualifier = '$LATEST', codeSha256, memoryMb }: TargetFunction,
  tiers: readonly Tier[],
  basis: CostBasis,
): ReleaseRow {
  const measured = tiers.filter(({ outcome }) => outcome.kind === 'measured');
  const samples = measured.flatMap((tier) => tier.samples);
  const [first] = measured;
  const figures = first && tierFigures({ ...first, samples }, basis);
  return {
    qualifier,
    codeSha256,
    memoryMb,
    cloneCount: measured.length,
    warmSampleCount: warmSamples(samples).length,
    errorCount: tiers.reduce((sum, { errorCount }) => sum + errorCount, 0),
    ...(figures !== undefined && {
      figures: {
        durationMsMedian: figures.durationMs.median,
        durationMsP95: figures.durationMs.p95,
        costUsdPerMillion: figures.costUsdMean * 1e6,
        ...(figures.startDurationMsMedian !== undefined && {
          startDurationMsMedian: figures.startDurationMsMedian,
        }),
        maxMemoryUsedMb: figures.maxMemoryUsedMb,
      },
    }),
  };
}
