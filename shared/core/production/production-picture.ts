/** How a function lives in production, as CloudWatch saw it. */
export type ProductionPicture =
  | {
      readonly kind: 'seen';
      readonly dayCount: number;
      readonly invocationCount: number;
      readonly errorCount: number;
      /** Not among the invocations: a throttled request does not run. */
      readonly throttleCount: number;
      /** Most executions at the same time. */
      readonly concurrencyMax?: number;
      /** Of the handler, initialisation apart, milliseconds. */
      readonly durationMs: {
        readonly average: number;
        readonly p50: number;
        readonly p90: number;
        readonly p95: number;
        readonly p99: number;
      };
    }
  /** It was not called. */
  | { readonly kind: 'noTraffic'; readonly dayCount: number }
  /** CloudWatch could not be asked. Never a reason for a run to fail. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** How often the function is called, and who says so. */
export interface MonthlyRate {
  readonly invocationsPerMonth: number;
  readonly source: 'request' | 'production';
}

/** Days of an average month. */
const DAYS_PER_MONTH = 365.25 / 12;

/** A time-out should leave the slowest request this much room (AWS guidance: alarm at 80 %). */
const TIMEOUT_SHARE_MAX = 0.8;

/** Invocations a month at the rate that was seen; `undefined` where none was. */
export function invocationsPerMonth(picture: ProductionPicture): number | undefined {
  return picture.kind === 'seen'
    ? (picture.invocationCount / picture.dayCount) * DAYS_PER_MONTH
    : undefined;
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
  readonly slowest: { readonly powerValue: number; readonly durationMs: number } | undefined;
}

/** What a person should look at, in plain words. */
export function productionWarnings(facts: ProductionFacts): readonly string[] {
  return [...timeoutWarnings(facts), ...trafficWarnings(facts.picture)];
}

function timeoutWarnings({ timeoutSeconds, slowest, picture }: ProductionFacts): readonly string[] {
  const limitMs = timeoutSeconds * 1000;
  const warnings: string[] = [];
  if (slowest !== undefined && slowest.durationMs > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `At ${slowest.powerValue} MB an invocation took ${Math.round(slowest.durationMs)} ms of the time-out of ${timeoutSeconds} s: raise the time-out`,
    );
  }
  if (picture.kind === 'seen' && picture.durationMs.p99 > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `In production p99 is ${Math.round(picture.durationMs.p99)} ms of the time-out of ${timeoutSeconds} s: raise the time-out`,
    );
  }
  return warnings;
}

/** Share of failed requests that deserves a look. */
const ERROR_SHARE_MAX = 0.01;

function trafficWarnings(picture: ProductionPicture): readonly string[] {
  if (picture.kind === 'noTraffic') {
    return [`The function was not called in the last ${picture.dayCount} days`];
  }
  if (picture.kind === 'unavailable') {
    return [];
  }
  const { invocationCount, errorCount, throttleCount } = picture;
  return [
    ...(errorCount > invocationCount * ERROR_SHARE_MAX
      ? [
          `In production ${errorCount} of ${invocationCount} invocations failed: look at the errors before the memory size`,
        ]
      : []),
    ...(throttleCount > 0
      ? [
          `In production ${throttleCount} ${throttleCount === 1 ? 'request was' : 'requests were'} throttled: raise the concurrency limit`,
        ]
      : []),
  ];
}
