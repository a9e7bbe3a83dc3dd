import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** A window of time, milliseconds since the Unix epoch. */
export interface TrafficWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** A metric that Lambda publishes for a function, and its statistic over a period. */
export type FunctionMetric = readonly [metricName: string, statistic: string];

/** A function, or a version or alias of it. */
interface MetricSubject {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
}

/** CloudWatch's shortest period, seconds. */
const PERIOD_SECONDS_MIN = 60;

/**
 * Builds the input of a call. Asks for one period as long as the window, because percentiles cannot
 * be merged.
 */
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

/** Returns the query for a metric of a function, once the period is known. */
export function functionMetricQuery(
  { functionName, qualifier }: MetricSubject,
  [metricName, statistic]: FunctionMetric,
  id: string,
): (periodSeconds: number) => MetricDataQuery {
  const dimensions = [
    { Name: 'FunctionName', Value: functionName },
    // Lambda only publishes this dimension for invocations with a qualifier.
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
  /** Returns the total of a count. */
  sum(id: Id): number;
  /** Returns the duration in the period with most invocations; 0 if there is none. */
  duration(id: Id): number;
}

/**
 * Combines the periods of a window. CloudWatch may split a window at its own boundaries and return
 * two periods. Counts are then added up, and durations are taken from the period with more
 * invocations.
 *
 * @param valuesOf Returns the values of a query, one for each period; empty if there was no
 *   traffic.
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
