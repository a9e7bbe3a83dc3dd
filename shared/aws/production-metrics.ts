import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DAY_MS, MINUTE_MS } from '../core/duration-units.ts';
import type { Traffic } from '../core/production/production-comparison.ts';
import {
  PRODUCTION_WINDOW_DAYS,
  type ProductionPicture,
} from '../core/production/production-picture.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { FunctionAddress } from './function-description.ts';
import { readMetricPages } from './metric-pages.ts';
import {
  functionMetricQuery,
  type TrafficWindow,
  type WindowMetrics,
  windowInput,
  windowMetrics,
} from './window-metrics.ts';

/** Longest wait for a production picture, milliseconds. A run can do without it. */
const PICTURE_MS_MAX = 4_000;

/** Metric and statistic, by field. */
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
 * Reads how a function was used in the last 14 days, in one call. With a qualifier, only
 * invocations of that version or alias count.
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
  const startMs = endMs - PRODUCTION_WINDOW_DAYS * DAY_MS;
  const window = { startMs, endMs };
  return pictureOf(await readMetrics(client, { ...context, deadlineMs }, address, window));
}

/** The invocations to look at, and their window of time. */
export interface TrafficQuery extends FunctionAddress {
  readonly window: TrafficWindow;
}

/**
 * Reads production's traffic in a window of whole minutes.
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

async function readMetrics(
  client: CloudWatchClient,
  context: CallContext,
  { functionArn, qualifier }: FunctionAddress,
  window: TrafficWindow,
): Promise<WindowMetrics<QueryId>> {
  const subject = { functionName: functionArn.split(':').at(-1) ?? '', qualifier };
  const queries = Object.entries(QUERIES).map(([id, metric]) =>
    functionMetricQuery(subject, metric, id),
  );
  const input = windowInput(window, queries);
  const values = await callAws(`read the metrics of "${functionArn}"`, context, (abortSignal) =>
    readMetricPages(client, input, abortSignal),
  );
  return windowMetrics((id) => values.get(id) ?? []);
}

function pictureOf({ sum, values, duration }: WindowMetrics<QueryId>): ProductionPicture {
  const invocationCount = sum('invocations');
  if (invocationCount === 0 || values('average').length === 0) {
    return { kind: 'noTraffic', dayCount: PRODUCTION_WINDOW_DAYS };
  }
  const concurrency = values('concurrency');
  return {
    kind: 'seen',
    dayCount: PRODUCTION_WINDOW_DAYS,
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
