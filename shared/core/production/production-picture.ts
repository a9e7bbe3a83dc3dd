import * as z from 'zod/mini';
import { exactCountText } from '../count-text.ts';
import { DAY_MS } from '../duration-units.ts';

/** Days that a picture covers: two weeks show every day of the week twice. */
export const PRODUCTION_WINDOW_DAYS = 14;

/** How a function lives in production, as CloudWatch saw it. */
export const productionPictureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    dayCount: z.int(),
    invocationCount: z.number(),
    errorCount: z.number(),
    /** Not among the invocations: a throttled request does not run. */
    throttleCount: z.number(),
    /** Most executions at the same time. */
    concurrencyMax: z.exactOptional(z.number()),
    /** Of the handler, initialisation apart, milliseconds. */
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
  /** CloudWatch could not be asked. Never a reason for a run to fail. */
  z.strictObject({ kind: z.literal('unavailable'), reason: z.string() }),
]);

export type ProductionPicture = Readonly<z.infer<typeof productionPictureSchema>>;

/** How often the function is called, and who says so. */
export interface MonthlyRate {
  readonly invocationsPerMonth: number;
  readonly source: 'request' | 'production';
}

/** Days of an average month. */
const DAYS_PER_MONTH = 365.25 / 12;

/** Seconds of an average month. */
export const SECONDS_PER_MONTH = (DAYS_PER_MONTH * DAY_MS) / 1000;

/** A time-out should leave the slowest request this much room (AWS guidance: alarm at 80 %). */
export const TIMEOUT_SHARE_MAX = 0.8;

/** Invocations a month at the rate that was seen; `undefined` where none was. */
export function invocationsPerMonth(picture: ProductionPicture): number | undefined {
  return picture.kind === 'seen'
    ? countPerMonth(picture.invocationCount, picture.dayCount)
    : undefined;
}

/** What a count over some days is in an average month. */
export function countPerMonth(count: number, dayCount: number): number {
  return (count / dayCount) * DAYS_PER_MONTH;
}

/** Fewer invocations than this show no 95th percentile. */
const TAIL_INVOCATION_COUNT_MIN = 20;

/** How far the slow requests lie from the usual ones; `undefined` where too few were seen. */
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
 * The rate to state money per month for.
 *
 * @param requested The rate that the request names; it goes before what production shows.
 * @returns `undefined` where neither tells.
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

/** What there is to know about how the function is set up and used. */
interface ProductionFacts {
  readonly picture: ProductionPicture;
  readonly timeoutSeconds: number;
  /** Longest warm invocation of the slowest size measured, with that size. */
  readonly slowest: { readonly memoryMb: number; readonly durationMs: number } | undefined;
}

/** Warnings about production, as sentences. */
export function productionWarnings(facts: ProductionFacts): readonly string[] {
  return [...timeoutWarnings(facts), ...trafficWarnings(facts.picture)];
}

function timeoutWarnings({ timeoutSeconds, slowest, picture }: ProductionFacts): readonly string[] {
  const limitMs = timeoutSeconds * 1000;
  const warnings: string[] = [];
  if (slowest !== undefined && slowest.durationMs > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `At ${slowest.memoryMb} MB an invocation took ${Math.round(slowest.durationMs)} ms of the time-out of ${timeoutSeconds} s: raise the time-out`,
    );
  }
  if (picture.kind === 'seen' && picture.durationMs.p99 > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `In production p99 is ${Math.round(picture.durationMs.p99)} ms of the time-out of ${timeoutSeconds} s: raise the time-out`,
    );
  }
  return warnings;
}

/** A larger share of failed or throttled requests is worth a warning. */
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
