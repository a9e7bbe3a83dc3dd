import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { ProductionPicture } from '../core/production-picture.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** Which function's life to look at; with a qualifier, that version's or alias's alone. */
export interface MetricsAddress {
  readonly functionName: string;
  readonly qualifier?: string;
}

/** Two weeks show every day of the week twice. */
const WINDOW_DAYS = 14;

const DAY_SECONDS = 24 * 3600;

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
 * Reads how a function was used in the last 14 days, in one call.
 *
 * @throws {TunerError} If CloudWatch cannot be asked.
 */
export async function readProductionPicture(
  client: CloudWatchClient,
  context: CallContext,
  address: MetricsAddress,
): Promise<ProductionPicture> {
  const { clock } = context;
  const deadlineMs = Math.min(context.deadlineMs, clock.nowMs() + PICTURE_MS_MAX);
  const endMs = Math.floor(clock.nowMs() / 60_000) * 60_000;
  const answer = await callAws(
    `read the metrics of "${address.functionName}"`,
    { ...context, deadlineMs },
    (abortSignal) =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(endMs - WINDOW_DAYS * DAY_SECONDS * 1000),
          EndTime: new Date(endMs),
          MetricDataQueries: metricQueries(address),
        }),
        { abortSignal },
      ),
  );
  return pictureOf(answer.MetricDataResults ?? []);
}

function metricQueries({ functionName, qualifier }: MetricsAddress): MetricDataQuery[] {
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
      Period: WINDOW_DAYS * DAY_SECONDS,
      Stat: stat,
    },
  }));
}

/**
 * CloudWatch may cut the window at its own boundaries and answer two periods. Counts are added up
 * then; durations are those of the period with more calls.
 */
function pictureOf(results: readonly MetricDataResult[]): ProductionPicture {
  const valuesOf = (id: QueryId) => results.find(({ Id }) => Id === id)?.Values ?? [];
  const sum = (id: QueryId) => valuesOf(id).reduce((total, value) => total + value, 0);
  const invocations = valuesOf('invocations');
  const invocationCount = sum('invocations');
  const busiest = invocations.indexOf(Math.max(...invocations));
  const duration = (id: QueryId) => valuesOf(id)[busiest] ?? valuesOf(id)[0] ?? 0;
  if (invocationCount === 0 || valuesOf('average').length === 0) {
    return { kind: 'noTraffic', dayCount: WINDOW_DAYS };
  }
  const concurrency = valuesOf('concurrency');
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
