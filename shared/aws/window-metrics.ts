import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** A window of time, milliseconds since the Unix epoch. */
export interface TrafficWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** A metric that Lambda writes of a function, and the statistic over a period. */
export type FunctionMetric = readonly [metricName: string, statistic: string];

/** Of which function, or of which version or alias of it. */
interface MetricSubject {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
}

/** CloudWatch's shortest period, seconds. */
const PERIOD_SECONDS_MIN = 60;

/** Asks for one period as long as the window, because percentiles cannot be merged. */
export function windowInput(
  { startMs, endMs }: TrafficWindow,
  queries: readonly ReturnType<typeof functionMetricQuery>[],
): GetMetricDataCommandInput {
  const periodSeconds = Math.max(PERIOD_SECONDS_MIN, (endMs - startMs) / 1000);
  return {
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    MetricDataQueries: queries.map((query) => query(periodSeconds)),
  };
}

/** The query for a metric of a function, once the period is known. */
export function functionMetricQuery(
  { functionName, qualifier }: MetricSubject,
  [metricName, statistic]: FunctionMetric,
  id: string,
): (periodSeconds: number) => MetricDataQuery {
  const dimensions = [
    { Name: 'FunctionName', Value: functionName },
    // Lambda keeps this dimension for qualified calls alone.
    ...(qualifier === undefined
      ? []
      : [{ Name: 'Resource', Value: `${functionName}:${qualifier}` }]),
  ];
  return (periodSeconds) => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: metricName, Dimensions: dimensions },
      Period: periodSeconds,
      Stat: statistic,
    },
  });
}

/** The metrics of one function in one window, by query. */
export interface WindowMetrics<Id extends string> {
  values(id: Id): readonly number[];
  /** Of a count. */
  sum(id: Id): number;
  /** Of the period with most calls; 0 where there is none. */
  duration(id: Id): number;
}

/**
 * CloudWatch may cut a window at its own boundaries and answer two periods: counts are added up
 * then, and durations are those of the period with more calls.
 *
 * @param valuesOf The values of a query in its periods; empty where nothing was seen.
 */
export function windowMetrics<Id extends string>(
  valuesOf: (id: Id | 'invocations') => readonly number[],
): WindowMetrics<Id> {
  const invocations = valuesOf('invocations');
  const busiest = invocations.indexOf(Math.max(...invocations));
  return {
    values: valuesOf,
    sum: (id) => valuesOf(id).reduce((total, value) => total + value, 0),
    duration: (id) => valuesOf(id)[busiest] ?? valuesOf(id)[0] ?? 0,
  };
}
