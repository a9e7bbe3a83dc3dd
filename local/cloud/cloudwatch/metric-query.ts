import { ApiError } from '../wire/api-error.ts';
import { computeStatistic, isKnownStatistic } from './metric-statistic.ts';
import type { MetricObservation } from './metric-store.ts';

/** One query of GetMetricData, whatever protocol it came in. */
export interface MetricQuery {
  readonly id: string;
  readonly label: string | undefined;
  readonly namespace: string;
  readonly metricName: string;
  /** Values by dimension name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodSeconds: number;
  readonly statistic: string;
  readonly returnsData: boolean;
}

/** A window of time, in milliseconds since the epoch; the end is not part of it. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** Points of one query, in the order asked for. */
export interface MetricResult {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

/** Most queries in one call (CloudWatch quotas). */
const METRIC_QUERIES_MAX = 500;

/**
 * Checks queries as CloudWatch does.
 *
 * @throws {ApiError} If CloudWatch would refuse one of them, or one is metric math.
 */
export function validateMetricQueries(queries: readonly MetricQuery[], window: TimeWindow): void {
  if (!(window.startMs < window.endMs)) {
    throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  }
  if (queries.length === 0 || queries.length > METRIC_QUERIES_MAX) {
    throw invalid(`The parameter MetricDataQueries must have 1 to ${METRIC_QUERIES_MAX} members.`);
  }
  if (new Set(queries.map(({ id }) => id)).size < queries.length) {
    throw invalid('The values for parameter Id in MetricDataQueries are not unique.');
  }
  for (const query of queries) validateMetricQuery(query);
}

/** Answers one query from observations. */
export function runMetricQuery(
  query: MetricQuery,
  window: TimeWindow,
  observations: readonly MetricObservation[],
): MetricResult {
  const periodMs = query.periodSeconds * 1000;
  const periods = new Map<number, number[]>();
  for (const observation of observations) {
    if (!isAskedFor(observation, query, window)) continue;
    const periodStartMs = Math.floor(observation.atMs / periodMs) * periodMs;
    const values = periods.get(periodStartMs) ?? [];
    values.push(observation.value);
    periods.set(periodStartMs, values);
  }
  return {
    id: query.id,
    label: query.label ?? query.metricName,
    points: [...periods]
      .sort(([a], [b]) => b - a)
      .map(([atMs, values]) => ({ atMs, value: computeStatistic(query.statistic, values) })),
  };
}

function validateMetricQuery(query: MetricQuery): void {
  if (!/^[a-z]\w*$/.test(query.id)) {
    throw invalid(`The value ${query.id} for parameter Id is not matching the expected pattern.`);
  }
  if (query.metricName === '') {
    throw invalid('The local CloudWatch answers MetricStat queries only, no expressions.');
  }
  const period = query.periodSeconds;
  if (!Number.isInteger(period) || (period % 60 !== 0 && ![1, 5, 10, 30].includes(period))) {
    throw invalid('The parameter Period must be 1, 5, 10, 30 or a multiple of 60.');
  }
  if (period <= 0) throw invalid('The parameter Period must be positive.');
  if (!isKnownStatistic(query.statistic)) {
    throw invalid(`The value ${query.statistic} for parameter Stat is not supported.`);
  }
}

function isAskedFor(
  observation: MetricObservation,
  query: MetricQuery,
  { startMs, endMs }: TimeWindow,
): boolean {
  const { FunctionName: functionName, Resource: resource, ...others } = query.dimensions;
  return (
    query.namespace === 'AWS/Lambda' &&
    Object.keys(others).length === 0 &&
    observation.metricName === query.metricName &&
    observation.atMs >= startMs &&
    observation.atMs < endMs &&
    (functionName === undefined || observation.functionName === functionName) &&
    (resource === undefined || observation.resource === resource)
  );
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'ValidationError', message);
}
