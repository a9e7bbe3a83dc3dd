import * as z from 'zod/mini';
import { exactCountText } from '../count-text.ts';
import type { Estimate } from '../planner/estimate.ts';

/** What production did in a time window. */
export const trafficSchema = z.strictObject({
  invocationCount: z.number(),
  errorCount: z.number(),
  /** Duration of the handler, milliseconds; 0 if there were no invocations. */
  durationMs: z.strictObject({ p50: z.number(), p99: z.number() }),
});

export type Traffic = Readonly<z.infer<typeof trafficSchema>>;

/** How production performs after a change, compared with before. */
type TrafficComparison =
  | { readonly kind: 'asPromised' }
  /** There were too few invocations to decide. */
  | { readonly kind: 'unclear'; readonly reason: string }
  /** Worse than the measurements promised; with at least one reason, as text for a person. */
  | { readonly kind: 'worse'; readonly reasons: readonly string[] };

/**
 * Fewest invocations before and after; with these, an error share of one tenth is detected with a
 * probability of 95 %.
 */
const INVOCATION_COUNT_MIN = 30;

/** Fewest invocations on each side for which the 99th percentile is not just the slowest call. */
const INVOCATION_COUNT_MIN_P99 = 200;

/** One-sided test of two proportions at 0.5 %: one false alarm in 200 harmless changes. */
const ERROR_Z_MIN = 2.58;

/** Smallest rise of the error share that matters. */
const ERROR_SHARE_RISE_MIN = 0.005;

/**
 * Factors by which durations may exceed the upper end of their promise, because two windows of an
 * unchanged function differ by that much. The tail varies more than the median.
 */
const P50_SLACK = 1.1;
const P99_SLACK = 1.5;

/** Differences below this do not matter in practice, milliseconds. */
const DURATION_RISE_MIN_MS = 1;

/**
 * Compares production after a change of size with production before it.
 *
 * @param durationRatio Duration after divided by duration before, as measured; `undefined` if
 *   nothing was promised, so that only errors are compared.
 */
export function compareTraffic(
  before: Traffic,
  after: Traffic,
  durationRatio: Estimate | undefined,
): TrafficComparison {
  const [smaller] = [before, after].toSorted((a, b) => a.invocationCount - b.invocationCount);
  const invocationCount = smaller?.invocationCount ?? 0;
  if (invocationCount < INVOCATION_COUNT_MIN) {
    return {
      kind: 'unclear',
      reason: `there were ${exactCountText(before.invocationCount, 'invocation')} before and ${after.invocationCount} after, and a comparison takes at least ${INVOCATION_COUNT_MIN} on each side`,
    };
  }
  const promised = (percentile: 'p50' | 'p99', slack: number) =>
    durationRatio === undefined
      ? undefined
      : durationReason(percentile, before, after, { ratioMax: durationRatio.high * slack });
  const reasons = [
    errorReason(before, after),
    promised('p50', P50_SLACK),
    invocationCount < INVOCATION_COUNT_MIN_P99 ? undefined : promised('p99', P99_SLACK),
  ].filter((reason) => reason !== undefined);
  return reasons.length === 0 ? { kind: 'asPromised' } : { kind: 'worse', reasons };
}

/** Two-proportion z-test with the pooled share. */
function errorReason(before: Traffic, after: Traffic): string | undefined {
  const [shareBefore, shareAfter] = [errorShare(before), errorShare(after)];
  const pooled =
    (before.errorCount + after.errorCount) / (before.invocationCount + after.invocationCount);
  const standardError = Math.sqrt(
    pooled * (1 - pooled) * (1 / before.invocationCount + 1 / after.invocationCount),
  );
  const rise = shareAfter - shareBefore;
  const isWorse =
    rise >= ERROR_SHARE_RISE_MIN && (standardError === 0 || rise / standardError >= ERROR_Z_MIN);
  return isWorse
    ? `${percent(shareAfter)} of ${exactCountText(after.invocationCount, 'invocation')} failed, compared with ${percent(shareBefore)} of ${before.invocationCount} before`
    : undefined;
}

function durationReason(
  percentile: 'p50' | 'p99',
  before: Traffic,
  after: Traffic,
  { ratioMax }: { readonly ratioMax: number },
): string | undefined {
  const [beforeMs, afterMs] = [before.durationMs[percentile], after.durationMs[percentile]];
  const promisedMs = beforeMs * ratioMax;
  return afterMs > promisedMs + DURATION_RISE_MIN_MS
    ? `the ${percentile} duration is ${afterMs.toFixed(1)} ms, compared with ${beforeMs.toFixed(1)} ms before, and at most ${promisedMs.toFixed(1)} ms were promised`
    : undefined;
}

function errorShare({ errorCount, invocationCount }: Traffic): number {
  return errorCount / invocationCount;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
