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

/** Monthly cost of a choice at the real rate. Amounts in USD, of compute and requests alone. */
interface ProductionOutlook {
  readonly invocationsPerMonth: number;
  readonly costUsdPerMonth: number;
  /** Absent where the current size was not measured. */
  readonly costUsdPerMonthBefore?: number;
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
 * Money per month before and after.
 *
 * @param costUsd Mean cost of one invocation at the chosen size.
 * @param costUsdBefore The same at the current size, where that was measured.
 */
export function productionOutlook(
  picture: ProductionPicture,
  costUsd: number,
  costUsdBefore: number | undefined,
): ProductionOutlook | undefined {
  const rate = invocationsPerMonth(picture);
  return rate === undefined
    ? undefined
    : {
        invocationsPerMonth: rate,
        costUsdPerMonth: rate * costUsd,
        ...(costUsdBefore !== undefined && { costUsdPerMonthBefore: rate * costUsdBefore }),
      };
}

/** What there is to know about how the function is set up and used. */
interface ProductionFacts {
  readonly picture: ProductionPicture;
  readonly timeoutSeconds: number;
  /** Longest warm invocation of the slowest size measured, with that size. */
  readonly slowest: { readonly powerValue: number; readonly durationMs: number } | undefined;
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
      `At ${slowest.powerValue} MB an invocation took ${Math.round(slowest.durationMs)} ms of the time-out of ${timeoutSeconds} s`,
    );
  }
  if (picture.kind === 'seen' && picture.durationMs.p99 > limitMs * TIMEOUT_SHARE_MAX) {
    warnings.push(
      `In production the 99th percentile is ${Math.round(picture.durationMs.p99)} ms of the time-out of ${timeoutSeconds} s`,
    );
  }
  return warnings;
}

/** Shares of failed and throttled requests from which on there is a warning. */
const ERROR_SHARE_MAX = 0.01;

function trafficWarnings(picture: ProductionPicture): readonly string[] {
  if (picture.kind === 'noTraffic') {
    return [`Nobody called the function in the last ${picture.dayCount} days`];
  }
  if (picture.kind === 'unavailable') {
    return [];
  }
  const { invocationCount, errorCount, throttleCount } = picture;
  return [
    ...(errorCount > invocationCount * ERROR_SHARE_MAX
      ? [`${errorCount} of ${invocationCount} invocations in production failed`]
      : []),
    ...(throttleCount > 0 ? [`${throttleCount} requests in production were throttled`] : []),
  ];
}
