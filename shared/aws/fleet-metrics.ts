import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { exactCountText } from '../core/count-text.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { readMetricPages } from './metric-pages.ts';
import {
  functionMetricQuery,
  type TrafficWindow,
  type WindowMetrics,
  windowInput,
  windowMetrics,
} from './window-metrics.ts';

/** Metric and statistic, by field. */
const QUERIES = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  throttles: ['Throttles', 'Sum'],
  durationMsMean: ['Duration', 'Average'],
  durationMsP99: ['Duration', 'p99'],
} as const;

/** A metric that is read for each function. */
export type FleetMetric = keyof typeof QUERIES;

/** Most queries of one call (CloudWatch quota). */
export const QUERY_COUNT_MAX = 500;

/** The functions and metrics to read. Durations also need `invocations`. */
export interface FleetQuery {
  readonly functionNames: readonly string[];
  readonly metrics: readonly FleetMetric[];
  readonly window: TrafficWindow;
}

/**
 * Reads metrics of many functions of a region in one call.
 *
 * @returns The metrics in the order of the names.
 * @throws {TunerError} If CloudWatch cannot be asked, or does not answer completely.
 */
export async function readFleetMetrics(
  client: CloudWatchClient,
  context: CallContext,
  { functionNames, metrics, window }: FleetQuery,
): Promise<readonly WindowMetrics<FleetMetric>[]> {
  const idOf = (index: number, metric: FleetMetric) => `f${index}_${metric}`;
  const queries = functionNames.flatMap((functionName, index) =>
    metrics.map((metric) =>
      functionMetricQuery({ functionName }, QUERIES[metric], idOf(index, metric)),
    ),
  );
  const input = windowInput(window, queries);
  const values = await callAws(
    `read the metrics of ${exactCountText(functionNames.length, 'function')}`,
    context,
    (abortSignal) => readMetricPages(client, input, abortSignal),
  );
  return functionNames.map((_, index) =>
    windowMetrics((metric) => values.get(idOf(index, metric)) ?? []),
  );
}
