import * as z from 'zod/mini';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import { payloadTextsSchema } from '../../shared/contract/carried.ts';
import {
  KNOWN_RESULT_LIFE_MS,
  type KnownResult,
  knownResultSchema,
} from '../../shared/contract/known-result.ts';
import { payloadDigestOf } from '../../shared/contract/payload-digest.ts';
import type { PreviousRun } from '../../shared/contract/previous-run.ts';
import {
  type RecallResultInput,
  type RecallResultOutput,
  recallResultInputSchema,
  recallResultOutputSchema,
} from '../../shared/contract/recall-result.ts';
import { runCaps } from '../../shared/contract/request-caps.ts';
import { resultKey } from '../../shared/contract/store-key.ts';
import type { Drift } from '../../shared/core/advice/drift.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import type { RunCaps } from '../../shared/core/planner/run-caps.ts';
import { baselineAfter, productionMove } from '../../shared/core/production/production-move.ts';
import type { Cache } from '../../shared/resilience/cache/cache.ts';
import { taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { carry, unpack } from '../../shared/run/carried.ts';
import {
  LATEST_RUN_MS_MAX,
  type LatestRunPorts,
  readLatestRun,
} from '../../shared/run/latest-run.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CAP_VARIABLES, STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of RecallResult. */
export interface RecallResultPorts extends Pick<Step, 'clock' | 'measure'> {
  readonly store: Store;
  readonly cache: Cache;
  readonly caps: RunCaps;
  /** Where the function's latest run is stored. */
  readonly latestRun: LatestRunPorts;
}

/** RecallResult as the workflow runs it. */
export const recallResultTask = defineTask({
  name: 'RecallResult',
  input: recallResultInputSchema,
  output: recallResultOutputSchema,
  config: { ...STORE_VARIABLES, ...CAP_VARIABLES },
  compose: ({ aws, environment, config }) => {
    const stores = storeAccess(aws, config.bucketName);
    const cacheAt = taskCache(environment, stores);
    return (step) => ({
      ...step,
      store: stores.at(step),
      cache: cacheAt(step),
      caps: config,
      latestRun: { store: stores.within(step, LATEST_RUN_MS_MAX), warn: step.warn },
    });
  },
  run: recallResult,
});

/**
 * Looks for a recent answer to the same question: same code, configuration, event, objective and
 * sizes, and unchanged durations in production. If there is one, nothing needs to be measured.
 *
 * Otherwise the measurements of the function's last run are evidence, even if it was released
 * since.
 *
 * A kept answer that cannot be read counts as absent: the run measures, and overwrites it.
 */
export async function recallResult(
  ports: RecallResultPorts,
  input: RecallResultInput,
): Promise<RecallResultOutput> {
  const { clock, store, cache, caps, latestRun } = ports;
  const { request } = input;
  const payloadTexts = await unpack(store, input.payload, payloadTextsSchema, 'the payloads');
  const fingerprint = questionFingerprint(input, payloadTexts, caps);
  const functionFingerprint = fingerprintOfFunction(input, payloadTexts);
  const nowMs = clock.nowMs();
  const read = (key: string, ageMsMax: number) =>
    request.fresh ? undefined : readKnownResult(cache, key, { ageMsMax, nowMs });
  const [answer, lastRun, latest] = await Promise.all([
    read(fingerprint, request.maxAgeDays * DAY_MS),
    read(functionFingerprint, KNOWN_RESULT_LIFE_MS),
    readLatestRun(latestRun, input.target.functionArn),
  ]);
  const drift = driftSince(input, answer, latest);
  const known = drift.production === undefined ? answer : undefined;
  await keepBaseline(ports, input, { fingerprint, known });
  countDrift(ports, drift);
  const earlierRun = known === undefined ? lastRun : known.earlierRun;
  const [tiers, earlierTiers] = await Promise.all([
    carry(store, resultKey(`${fingerprint}-tiers`), known?.tiers ?? []),
    carry(store, resultKey(`${fingerprint}-earlier-tiers`), earlierRun?.tiers ?? []),
  ]);
  return {
    isKnown: known !== undefined,
    fingerprint,
    payloadDigest: payloadDigestOf(payloadTexts),
    tiers,
    measuredAtMs: known?.measuredAtMs ?? 0,
    functionFingerprint,
    earlierRun: { tiers: earlierTiers, measuredAtMs: earlierRun?.measuredAtMs ?? 0 },
    drift,
    ...definedOnly({ rolledBackPowerValue: answer?.rolledBackPowerValue }),
  };
}

/** Returns what has changed since the answer was found or a size was applied, without a release. */
function driftSince(
  { request, target, production }: RecallResultInput,
  answer: KnownResult | undefined,
  latest: PreviousRun | undefined,
): Drift {
  const { memoryMb, qualifier } = target;
  // Production's durations say nothing about cold starts.
  const baseline = request.coldStarts ? undefined : answer?.production;
  const applied = latest?.applied?.qualifier === qualifier ? latest?.applied : undefined;
  return definedOnly({
    production: baseline && productionMove(baseline, { picture: production, memoryMb }),
    memory:
      applied === undefined || applied.powerValue === memoryMb
        ? undefined
        : { appliedMb: applied.powerValue, appliedAtMs: applied.appliedAtMs },
  });
}

/** Stores what this look adds to the known durations of production, for later comparisons. */
async function keepBaseline(
  { clock, cache }: RecallResultPorts,
  { request, target: { memoryMb }, production: picture }: RecallResultInput,
  { fingerprint, known }: { readonly fingerprint: string; readonly known: KnownResult | undefined },
): Promise<void> {
  if (known === undefined || request.coldStarts) {
    return;
  }
  const production = baselineAfter(known.production, { picture, memoryMb, nowMs: clock.nowMs() });
  if (production !== undefined && production !== known.production) {
    await cache.write(resultKey(fingerprint), { ...known, production }, KNOWN_RESULT_LIFE_MS);
  }
}

function countDrift({ measure }: RecallResultPorts, { production, memory }: Drift): void {
  if (production !== undefined) {
    measure('ProductionMoves', 1, 'Count');
  }
  if (memory !== undefined) {
    measure('RevertedSizes', 1, 'Count');
  }
}

/**
 * Returns a digest of everything the answer depends on. That is every field of the request except
 * those that say how the answer is found or used. A new field counts unless it is excluded here.
 */
function questionFingerprint(
  { request, target }: RecallResultInput,
  payloadTexts: readonly string[],
  caps: RunCaps,
): string {
  const { functionName, goal, fresh, maxAgeDays, concurrencyMax, ...asked } = request;
  const { apply, applyTo, improvementPercentMin, watchMinutes, ...measured } = asked;
  const { onBusy, onRelease, invocationsPerMonth, ...objective } = measured;
  const { runUsdMax, runInvocationsMax, ...chosen } = objective;
  // The events themselves are part of the question.
  const { balancedWeight, percentile, powerValues, payloadDigest, ...others } = chosen;
  const { usdMax, invocationsMax } = runCaps(request, caps);
  const question = [
    target.functionArn,
    target.qualifier ?? '$LATEST',
    target.codeSha256,
    target.configurationDigest,
    request.strategy === 'balanced' ? balancedWeight : null,
    request.strategy === 'limit' ? percentile : null,
    powerValues ?? defaultSizes(request, target),
    Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    payloadTexts,
    [usdMax, invocationsMax],
  ];
  return digestOf(question);
}

/**
 * Returns a digest of what makes an earlier run evidence for this one: the same function and
 * events, with any code. A pre-processor makes other events, and cold starts are not comparable
 * with warm invocations.
 */
function fingerprintOfFunction(
  { target, request: { preProcessor, coldStarts } }: RecallResultInput,
  payloadTexts: readonly string[],
): string {
  const { functionArn, qualifier = '$LATEST', architecture } = target;
  const events = preProcessor === undefined ? [payloadTexts] : [payloadTexts, preProcessor];
  const subject = coldStarts ? 'coldStarts' : 'function';
  return digestOf([subject, functionArn, qualifier, architecture, ...events]);
}

/** With `sampleCount`, the default sizes include the current one, so the fingerprint must too. */
function defaultSizes(
  { sampleCount }: RecallResultInput['request'],
  { memoryMb }: RecallResultInput['target'],
): readonly unknown[] {
  return sampleCount === undefined ? ['any'] : ['default', memoryMb];
}

/**
 * Reads a kept answer if its measurements are young enough. The age of the stored object does not
 * count, because an answer is written again when a change is rolled back.
 */
async function readKnownResult(
  cache: Cache,
  fingerprint: string,
  { ageMsMax, nowMs }: { readonly ageMsMax: number; readonly nowMs: number },
) {
  const known = await cache.read(resultKey(fingerprint), ageMsMax);
  const { data } = z.safeParse(knownResultSchema, known?.value);
  return data !== undefined && data.measuredAtMs + ageMsMax > nowMs ? data : undefined;
}
