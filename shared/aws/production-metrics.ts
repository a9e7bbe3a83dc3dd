import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { DAY_MS, MINUTE_MS } from '../core/duration-units.ts';
import type { Traffic } from '../core/production/production-comparison.ts';
import type { ProductionPicture } from '../core/production/production-picture.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { FunctionAddress } from './function-description.ts';
import { readMetricPages } from './metric-pages.ts';

/** Two weeks show every day of the week twice. */
const WINDOW_DAYS = 14;

/**
 * A picture is worth a short wait and no more: a run does without it.
 */
const PICTURE_MS_MAX = 4_000;

/** By field: metric, statistic. One period for the window, because percentiles cannot be merged. */
const QUERIES = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  throttles: ['Throttles', 'Sum'],
  concurrency: ['ConcurrentExecutions', 'Maximum'],
  average: ['Duration', 'Average'],
  p50: ['Duration', 'p50'],
  p90: ['Duration', 'p90'],
  p95: ['Duration', 'p95'],
  p99: ['Duration', 'p99'],
} as const;

type QueryId = keyof typeof QUERIES;

/**
 * Reads how a function was used in the last 14 days, in one call. With a qualifier, the calls of
 * that version or alias alone.
 *
 * @throws {TunerError} If CloudWatch cannot be asked.
 */
export async function readProductionPicture(
  client: CloudWatchClient,
  context: CallContext,
  address: FunctionAddress,
): Promise<ProductionPicture> {
  const { clock } = context;
  const deadlineMs = Math.min(context.deadlineMs, clock.nowMs() + PICTURE_MS_MAX);
  const endMs = Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS;
  const startMs = endMs - WINDOW_DAYS * DAY_MS;
  const window = { startMs, endMs };
  return pictureOf(await readMetrics(client, { ...context, deadlineMs }, address, window));
}

/** A window of time, milliseconds since the Unix epoch. */
export interface TrafficWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** Which calls to look at, and when. */
export interface TrafficQuery extends FunctionAddress {
  readonly window: TrafficWindow;
}

/**
 * Reads what production did in a window of whole minutes.
 *
 * @throws {TunerError} If CloudWatch cannot be asked.
 */
export async function readTraffic(
  client: CloudWatchClient,
  context: CallContext,
  { window, ...address }: TrafficQuery,
): Promise<Traffic> {
  const metrics = await readMetrics(client, context, address, window);
  return {
    invocationCount: metrics.sum('invocations'),
    errorCount: metrics.sum('errors'),
    durationMs: { p50: metrics.duration('p50'), p99: metrics.duration('p99') },
  };
}

/** The metrics of one window, by query. */
interface WindowMetrics {
  sum(id: QueryId): number;
  values(id: QueryId): readonly number[];
  /** Of the period with most calls. */
  duration(id: QueryId): number;
}

/**
 * Asks for one period as long as the window, because percentiles cannot be merged. CloudWatch may
 * cut the window at its own boundaries and answer two: counts are added up then, and durations are
 * those of the period with more calls.
 */
async function readMetrics(
  client: CloudWatchClient,
  context: CallContext,
  address: FunctionAddress,
  { startMs, endMs }: TrafficWindow,
): Promise<WindowMetrics> {
  const periodSeconds = Math.max(60, (endMs - startMs) / 1000);
  const input = {
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    MetricDataQueries: metricQueries(address, periodSeconds),
  };
  const values = await callAws(
    `read the metrics of "${address.functionArn}"`,
    context,
    (abortSignal) => readMetricPages(client, input, abortSignal),
  );
  const valuesOf = (id: QueryId) => values.get(id) ?? [];
  const invocations = valuesOf('invocations');
  const busiest = invocations.indexOf(Math.max(...invocations));
  return {
    values: valuesOf,
    sum: (id) => valuesOf(id).reduce((total, value) => total + value, 0),
    duration: (id) => valuesOf(id)[busiest] ?? valuesOf(id)[0] ?? 0,
  };
}

function metricQueries(
  { functionArn, qualifier }: FunctionAddress,
  periodSeconds: number,
): MetricDataQuery[] {
  const functionName = functionArn.split(':').at(-1);
  const dimensions = [
    { Name: 'FunctionName', Value: functionName },
    // Lambda keeps this dimension for qualified calls alone.
    ...(qualifier === undefined
      ? []
      : [{ Name: 'Resource', Value: `${functionName}:${qualifier}` }]),
  ];
  return Object.entries(QUERIES).map(([id, [metricName, stat]]) => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: metricName, Dimensions: dimensions },
      Period: periodSeconds,
      Stat: stat,
    },
  }));
}

function pictureOf({ sum, values, duration }: WindowMetrics): ProductionPicture {
  const invocationCount = sum('invocations');
  if (invocationCount === 0 || values('average').length === 0) {
    return { kind: 'noTraffic', dayCount: WINDOW_DAYS };
  }
  const concurrency = values('concurrency');
  return {
    kind: 'seen',
    dayCount: WINDOW_DAYS,
    invocationCount,
    errorCount: sum('errors'),
    throttleCount: sum('throttles'),
    ...(concurrency.length > 0 && { concurrencyMax: Math.max(...concurrency) }),
    durationMs: {
      average: duration('average'),
      p50: duration('p50'),
      p90: duration('p90'),
      p95: duration('p95'),
      p99: duration('p99'),
    },
  };
}
