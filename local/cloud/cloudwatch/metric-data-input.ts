import type { MetricQuery, TimeWindow } from './metric-query.ts';

/** A GetMetricData call. */
export interface MetricDataRequest {
  readonly queries: readonly MetricQuery[];
  readonly window: TimeWindow;
  readonly isAscending: boolean;
  /** Maximum number of values in one answer; absent for CloudWatch's own limit. */
  readonly datapointsMax: number | undefined;
  /** Token from the previous answer; absent in the first request. */
  readonly nextToken: string | undefined;
}

interface MetricQueryInput {
  readonly Id?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric?: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period?: number;
    readonly Stat?: string;
  };
}

/** Seconds since the epoch; in CBOR with the tag of a time. */
type Time = number | { readonly value: number };

/** GetMetricData's input as JSON and CBOR carry it. */
export interface MetricDataInput {
  readonly MetricDataQueries?: readonly MetricQueryInput[];
  readonly StartTime?: Time;
  readonly EndTime?: Time;
  readonly ScanBy?: string;
  readonly MaxDatapoints?: number;
  readonly NextToken?: string;
}

/** Reads GetMetricData's input; missing fields are left to the validation. */
export function metricDataRequest(input: MetricDataInput): MetricDataRequest {
  return {
    queries: (input.MetricDataQueries ?? []).map(readQuery),
    window: { startMs: milliseconds(input.StartTime), endMs: milliseconds(input.EndTime) },
    isAscending: input.ScanBy === 'TimestampAscending',
    datapointsMax: input.MaxDatapoints ?? undefined,
    nextToken: input.NextToken ?? undefined,
  };
}

function milliseconds(time: Time = 0): number {
  return (typeof time === 'number' ? time : time.value) * 1000;
}

function readQuery(query: MetricQueryInput): MetricQuery {
  const metric = query.MetricStat?.Metric;
  return {
    id: query.Id ?? '',
    label: query.Label,
    namespace: metric?.Namespace ?? '',
    metricName: metric?.MetricName ?? '',
    dimensions: Object.fromEntries(
      (metric?.Dimensions ?? []).map((dimension) => [dimension.Name, dimension.Value]),
    ),
    periodSeconds: query.MetricStat?.Period ?? 0,
    statistic: query.MetricStat?.Stat ?? '',
    returnsData: query.ReturnData ?? true,
  };
}
