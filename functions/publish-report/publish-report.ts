import { storeAccess } from '../../shared/aws/s3-store.ts';
import { durableText } from '../../shared/contract/durable.ts';
import { measuredRelease } from '../../shared/contract/kept-release.ts';
import { KNOWN_RESULT_LIFE_MS } from '../../shared/contract/known-result.ts';
import { costOfTuningUsd } from '../../shared/contract/other-architecture.ts';
import { powerTuningAnswer } from '../../shared/contract/power-tuning-answer.ts';
import {
  type PublishReportInput,
  type PublishReportOutput,
  publishReportInputSchema,
  publishReportOutputSchema,
} from '../../shared/contract/publish-report.ts';
import { reportKey, resultKey } from '../../shared/contract/store-key.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { countedTiers } from '../../shared/contract/tuning-state.ts';
import { otherThan } from '../../shared/core/architecture.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  ofOtherArchitecture,
  ofOwnArchitecture,
  tiersSchema,
} from '../../shared/core/measurement/tier.ts';
import { invocationCount } from '../../shared/core/measurement/tier-figures.ts';
import {
  PRICE_TABLE_DATE,
  PRICE_TABLE_SOURCE,
  priceOf,
} from '../../shared/core/pricing/price-table.ts';
import type { Cache } from '../../shared/resilience/cache/cache.ts';
import { taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { unpack } from '../../shared/run/carried.ts';
import { keptMeasurements } from '../../shared/run/kept-runs.ts';
import {
  keepLatestRun,
  LATEST_RUN_MS_MAX,
  type LatestRunPorts,
  readLatestRun,
} from '../../shared/run/latest-run.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';
import { reportPage } from './report-page.ts';
import { tierRows } from './tier-rows.ts';

/** Dependencies of PublishReport. */
export interface PublishReportPorts extends Pick<Step, 'clock' | 'measure'> {
  readonly store: Store;
  /** Where answers are kept for the same question asked again. */
  readonly cache: Cache;
  /** Where the function's latest run is stored. */
  readonly latestRun: LatestRunPorts;
}

/** PublishReport as the workflow runs it. */
export const publishReportTask = defineTask({
  name: 'PublishReport',
  input: publishReportInputSchema,
  output: publishReportOutputSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, environment, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const cacheAt = taskCache(environment, stores);
    return (step) => ({
      ...step,
      store: stores.at(step),
      cache: cacheAt(step),
      latestRun: { store: stores.within(step, LATEST_RUN_MS_MAX), warn: step.warn },
    });
  },
  run: publishAnswer,
});

/** Publishes a result, and returns it in the format that belongs to the input. */
async function publishAnswer(
  ports: PublishReportPorts,
  input: PublishReportInput,
): Promise<PublishReportOutput> {
  const result = await publishReport(ports, input);
  return input.powerTuning === null ? result : powerTuningAnswer(result, input.powerTuning);
}

/**
 * Writes the result for programs and for people, and stores it for the same question asked again.
 */
export async function publishReport(
  ports: PublishReportPorts,
  input: PublishReportInput,
): Promise<TuningResult> {
  const { clock, store, latestRun } = ports;
  const [tiers, discardedTiers, latest] = await Promise.all([
    unpack(store, input.tiers, tiersSchema, 'the measured tiers'),
    unpack(store, input.restart.discardedTiers, tiersSchema, 'the tiers before the restart'),
    readLatestRun(latestRun, input.target.functionArn),
  ]);
  // A repeated step finds its own run here.
  const previous = latest?.runId === input.run.runId ? undefined : latest;
  const jsonKey = reportKey(input.target.functionName, input.run.runId, 'json');
  const htmlKey = reportKey(input.target.functionName, input.run.runId, 'html');
  const result = tuningResult(
    input,
    { tiers, discardedTiers },
    {
      json: store.uriOf(jsonKey),
      html: store.uriOf(htmlKey),
    },
  );

  const publishedAtMs = clock.nowMs();
  const { request, target, recall } = input;
  // Releases are only compared by warm samples.
  const measuredReleases = request.coldStarts
    ? []
    : measuredRelease({
        request,
        target,
        measuredAtMs: recall.isKnown ? recall.measuredAtMs : publishedAtMs,
      });
  const page = reportPage({
    ...input,
    result,
    tiers,
    publishedAtMs,
    ...definedOnly({ previous }),
  });
  await Promise.all([
    store.write(
      jsonKey,
      durableText({
        status: 'succeeded',
        ...result,
        measuredReleases,
        samples: tiers,
        discardedTiers,
      }),
    ),
    store.write(htmlKey, page, { contentType: 'text/html; charset=utf-8' }),
    keepForNextTime(ports, input, tiers),
  ]);
  // Written last: if the step is repeated before this, it still finds the previous run.
  await keepLatestRun(latestRun, input, {
    result,
    publishedAtMs,
    latest,
    measurements: recall.isKnown ? [] : keptMeasurements(input.run.runId, measuredReleases, tiers),
  });
  measureRun(ports, input, result);
  return result;
}

const PATH_METRICS = {
  recalled: 'RecalledRuns',
  measured: 'MeasuredRuns',
  measuredDirectly: 'MeasuredDirectlyRuns',
} as const;

/**
 * Records the figures for the dashboard and the alarms. The time spent watching production is not
 * part of the run's duration.
 */
function measureRun(
  { clock, measure }: PublishReportPorts,
  { run, verification }: PublishReportInput,
  { path, tuningCostUsd: costUsd, invocationCount: count }: TuningResult,
): void {
  const watchMs = verification.kind === 'verified' ? verification.watchSeconds * 1000 : 0;
  measure('RunDuration', clock.nowMs() - run.startedAtMs - watchMs, 'Milliseconds');
  measure(PATH_METRICS[path], 1, 'Count');
  measure('TuningCostUsd', costUsd, 'NoUnit');
  measure('TuningInvocations', count, 'Count');
}

/**
 * Stores the answer for the same question. A recalled one is only stored again to remember that it
 * was rolled back.
 */
async function keepForNextTime(
  { cache, clock, store }: PublishReportPorts,
  { recall, watch, decision }: PublishReportInput,
  tiers: readonly Tier[],
): Promise<void> {
  const isRolledBack = watch.kind === 'rolledBack';
  if (recall.isKnown && !isRolledBack) {
    return;
  }
  const measuredAtMs = recall.isKnown ? recall.measuredAtMs : clock.nowMs();
  const rolledBackPowerValue = isRolledBack ? decision.powerValue : recall.rolledBackPowerValue;
  const { earlierRun } = decision.evidence;
  const known = {
    tiers,
    measuredAtMs,
    ...(earlierRun !== undefined && {
      earlierRun: {
        tiers: await unpack(store, recall.earlierRun.tiers, tiersSchema, 'an earlier run'),
        measuredAtMs: earlierRun.measuredAtMs,
      },
    }),
    ...definedOnly({ rolledBackPowerValue }),
  };
  const keep = (fingerprint: string, value: unknown) =>
    cache.write(resultKey(fingerprint), value, KNOWN_RESULT_LIFE_MS);
  await Promise.all([
    keep(recall.fingerprint, known),
    ...(recall.isKnown
      ? []
      : [keep(recall.functionFingerprint, { tiers: ofOwnArchitecture(tiers), measuredAtMs })]),
  ]);
}

/** Tiers of the function in its present state, and those from before a release during the run. */
interface MeasuredTiers {
  readonly tiers: readonly Tier[];
  readonly discardedTiers: readonly Tier[];
}

function tuningResult(
  input: PublishReportInput,
  { tiers, discardedTiers }: MeasuredTiers,
  report: TuningResult['report'],
): TuningResult {
  const { target, run, recall, decision } = input;
  const price = priceOf(target.region, target.architecture);
  const basis = { price, ephemeralStorageMb: target.ephemeralStorageMb };
  const measuredNow = [...discardedTiers, ...(recall.isKnown ? [] : tiers)];
  return {
    functionArn: target.functionArn,
    executionArn: run.executionArn,
    runId: run.runId,
    ...(input.request.coldStarts && { coldStarts: true as const }),
    powerValue: decision.powerValue,
    powerValueBefore: target.memoryMb,
    ...definedOnly({ definedBy: target.definedBy }),
    ...goalOf(input),
    ...(Object.keys(recall.drift).length > 0 && { drift: recall.drift }),
    decision,
    application: input.application,
    verification: input.verification,
    aliasMove: input.aliasMove,
    watch: input.watch,
    path: pathOf(input, tiers),
    isRecalled: recall.isKnown,
    isRestarted: input.restart.count > 0,
    preflight: input.preflight,
    tiers: tierRows(ofOwnArchitecture(tiers), basis, {
      estimates: decision.evidence.tiers,
      counted: countedTiers(input.request, ofOwnArchitecture(tiers)),
    }),
    ...otherTiers(input, tiers),
    tuningCostUsd: costOfTuningUsd(measuredNow, target),
    invocationCount: invocationCount(measuredNow),
    price: {
      source: PRICE_TABLE_SOURCE,
      date: PRICE_TABLE_DATE,
      region: target.region,
      architecture: target.architecture,
      isPublished: price.isPublished,
    },
    cleanUp: input.cleanUp,
    report,
  };
}

function goalOf({ request: { goal } }: PublishReportInput): Pick<TuningResult, 'goal'> {
  return goal === undefined ? {} : { goal: { text: goal.text, understood: goal.understood ?? '' } };
}

function pathOf({ recall }: PublishReportInput, tiers: readonly Tier[]): TuningResult['path'] {
  if (recall.isKnown) {
    return 'recalled';
  }
  const isDirect = tiers.some(({ samples }) => samples.some((sample) => sample.isDirect));
  return isDirect ? 'measuredDirectly' : 'measured';
}

/** Returns the rows of the other architecture, at the price there. */
function otherTiers(
  { target: { region, architecture, ephemeralStorageMb }, decision }: PublishReportInput,
  tiers: readonly Tier[],
): Pick<TuningResult, 'otherTiers'> {
  const other = otherThan(architecture);
  const basis = { price: priceOf(region, other), ephemeralStorageMb };
  const estimates = decision.evidence.otherArchitecture?.tiers ?? [];
  const rows = tierRows(ofOtherArchitecture(tiers, other), basis, { estimates });
  return rows.length === 0 ? {} : { otherTiers: rows };
}
