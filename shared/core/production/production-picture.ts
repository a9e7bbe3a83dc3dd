import * as z from 'zod/mini';
import { exactCountText } from '../count-text.ts';
import { DAY_MS } from '../duration-units.ts';

/** Days that a picture covers: two weeks contain every day of the week twice. */
export const PRODUCTION_WINDOW_DAYS = 14;

/** How production uses a function, as reported by CloudWatch. */
export const productionPictureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    dayCount: z.int(),
    invocationCount: z.number(),
    errorCount: z.number(),
    /** Throttled requests; they do not run, so they are not among the invocations. */
    throttleCount: z.number(),
    /** Highest number of concurrent executions. */
    concurrencyMax: z.exactOptional(z.number()),
    /** Duration of the handler, without initialisation, milliseconds. */
    durationMs: z.strictObject({
      average: z.number(),
      p50: z.number(),
      p90: z.number(),
      p95: z.number(),
      p99: z.number(),
    }),
  }),
  /** There were no invocations. */
  z.strictObject({ kind: z.literal('noTraffic'), dayCount: z.int() }),
  /** CloudWatch could not be queried. This never makes a run fail. */
  z.strictObject({ kind: z.literal('unavailable'), reason: z.string() }),
]);

export type ProductionPicture = Readonly<z.infer<typeof productionPictureSchema>>;

/** How often the function is called, and the source of that rate. */
export interface MonthlyRate {
  readonly invocationsPerMonth: number;
  readonly source: 'request' | 'production';
}

/** Days in an average month. */
const DAYS_PER_MONTH = 365.25 / 12;

/** Seconds in an average month. */
export const SECONDS_PER_MONTH = (DAYS_PER_MONTH * DAY_MS) / 1000;

/** Largest share of the timeout that requests should use (AWS guidance: alarm at 80 %). */
export const TIMEOUT_SHARE_MAX = 0.8;

/** Returns the invocations a month at the observed rate; `undefined` without traffic or data. */
export function invocationsPerMonth(picture: ProductionPicture): number | undefined {
  return picture.kind === 'seen'
    ? countPerMonth(picture.invocationCount, picture.dayCount)
    : undefined;
}

/** Extrapolates a count over some days to an average month. */
export function countPerMonth(count: number, dayCount: number): number {
  return (count / dayCount) * DAYS_PER_MONTH;
}

/** Fewest invocations that show a 95th percentile. */
const TAIL_INVOCATION_COUNT_MIN = 20;

/** Returns the percentiles that show the tail; `undefined` with too few invocations. */
export function durationTail(
  picture: ProductionPicture,
): { readonly p50: number; readonly p95: number } | undefined {
  if (picture.kind !== 'seen' || picture.invocationCount < TAIL_INVOCATION_COUNT_MIN) {
    return undefined;
  }
  const { p50, p95 } = picture.durationMs;
  return p50 > 0 ? { p50, p95 } : undefined;
}

/**
 * Returns the rate at which monthly amounts are stated.
 *
 * @param requested The rate that the request names; it takes precedence over production's.
 * @returns `undefined` if neither is known.
 */
export function monthlyRate(
  picture: ProductionPicture,
  requested: number | undefined,
): MonthlyRate | undefined {
  if (requested !== undefined) {
    return { invocationsPerMonth: requested, source: 'request' };
  }
  const seen = invocationsPerMonth(picture);
  return seen === undefined ? undefined : { invocationsPerMonth: seen, source: 'production' };
}

/** Facts for the warnings about production. */
interface ProductionFacts {
  readonly picture: ProductionPicture;
  readonly timeoutSeconds: number;
  /** Longest warm invocation of any measured size, with that size. */
  readonly slowest: { readonly memoryMb: number; readonly durationMs: number } | undefined;
}

/** Returns the warnings about production as sentences. */
export function productionWarnings(facts: ProductionFacts): readonly string[] {
  return [...timeoutWarnings(facts), ...trafficWarnings(facts.picture)];
}

function timeoutWarnings({ timeoutSeconds, slowest, picture }: ProductionFacts): readonly string[] {
  const limitMs = timeoutSeconds * 1000;
  const warnings: string[] = [];
  if (slowest !== undefined && slowest.durationMs > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `At ${slowest.memoryMb} MB an invocation took ${Math.round(slowest.durationMs)} ms of the timeout of ${timeoutSeconds} s: raise the timeout`,
    );
  }
  if (picture.kind === 'seen' && picture.durationMs.p99 > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `In production p99 is ${Math.round(picture.durationMs.p99)} ms of the timeout of ${timeoutSeconds} s: raise the timeout`,
    );
  }
  return warnings;
}

/** Largest share of failed invocations that does not cause a warning. */
export const ERROR_SHARE_MAX = 0.01;

function trafficWarnings(picture: ProductionPicture): readonly string[] {
  if (picture.kind !== 'seen') {
    return [];
  }
  const { invocationCount, errorCount, throttleCount } = picture;
  return [
    ...(errorCount > invocationCount * ERROR_SHARE_MAX
      ? [
          `In production ${errorCount} of ${exactCountText(invocationCount, 'invocation')} failed: look at the errors before the memory size`,
        ]
      : []),
    ...(throttleCount > 0
      ? [
          `In production ${exactCountText(throttleCount, 'request was', 'requests were')} throttled: raise the concurrency limit`,
        ]
      : []),
  ];
}
