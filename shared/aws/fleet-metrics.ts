import type {
  CloudWatchClient,
  GetMetricDataCommandInput,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { type CallContext, callAws } from './aws-call.ts';
import { readMetricPages } from './metric-pages.ts';
import type { TrafficWindow } from './production-metrics.ts';

/** By field: metric, statistic, over the whole window as one period. */
const QUERIES = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  throttles: ['Throttles', 'Sum'],
  durationMsMean: ['Duration', 'Average'],
  durationMsP99: ['Duration', 'p99'],
} as const;

/** What is read of each function. */
export type FleetMetric = keyof typeof QUERIES;

/** Queries of one call at the most (CloudWatch quota). */
export const QUERY_COUNT_MAX = 500;

/** Which functions, and what of them. */
export interface FleetQuery {
  readonly functionNames: readonly string[];
  readonly metrics: readonly FleetMetric[];
  readonly window: TrafficWindow;
}

/** What CloudWatch has of a function; a metric is absent where it has no value. */
export type FleetValues = Readonly<Partial<Record<FleetMetric, number>>>;

/**
 * Reads metrics of many functions of a region in one call.
 *
 * @returns In the order of the names.
 * @throws {TunerError} If CloudWatch cannot be asked, or does not answer completely.
 */
export async function readFleetMetrics(
  client: CloudWatchClient,
  context: CallContext,
  { functionNames, metrics, window: { startMs, endMs } }: FleetQuery,
): Promise<readonly FleetValues[]> {
  const periodSeconds = (endMs - startMs) / 1000;
  const input: GetMetricDataCommandInput = {
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    MetricDataQueries: functionNames.flatMap((name, index) =>
      metrics.map((metric) =>
        metricQuery(name, metric, { id: `f${index}_${metric}`, periodSeconds }),
      ),
    ),
  };
  const values = await callAws(
    `read the metrics of ${functionNames.length} functions`,
    context,
    (abortSignal) => readMetricPages(client, input, abortSignal),
  );
  return functionNames.map((_, index) => {
    const own = metrics.map((metric) => [metric, values.get(`f${index}_${metric}`) ?? []] as const);
    const [, invocations = []] = own.find(([metric]) => metric === 'invocations') ?? [];
    const busiest = invocations.indexOf(Math.max(...invocations));
    return Object.fromEntries(
      own
        .filter(([, found]) => found.length > 0)
        .map(([metric, found]) => [metric, merged(metric, found, busiest)]),
    );
  });
}

/** CloudWatch may cut the window at its own boundaries: counts add up, durations are the busier part's. */
function merged(metric: FleetMetric, values: readonly number[], busiest: number): number {
  const [, statistic] = QUERIES[metric];
  return statistic === 'Sum'
    ? values.reduce((sum, value) => sum + value, 0)
    : (values[busiest] ?? values[0] ?? 0);
}

function metricQuery(
  functionName: string,
  metric: FleetMetric,
  { id, periodSeconds }: { readonly id: string; readonly periodSeconds: number },
): MetricDataQuery {
  const [metricName, stat] = QUERIES[metric];
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName: metricName,
        Dimensions: [{ Name: 'FunctionName', Value: functionName }],
      },
      Period: periodSeconds,
      Stat: stat,
    },
  };
}
