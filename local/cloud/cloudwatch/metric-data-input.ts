import type { MetricDataRequest } from './metric-codec.ts';
import type { MetricQuery } from './metric-query.ts';

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

/** GetMetricData's input as JSON and CBOR carry it. */
export interface MetricDataInput {
  readonly MetricDataQueries?: readonly MetricQueryInput[];
  /** Seconds since the epoch. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ScanBy?: string;
  readonly MaxDatapoints?: number;
  readonly NextToken?: string;
}

/** Reads a GetMetricData call; what is missing is left to the validation. */
export function readMetricDataInput(input: MetricDataInput): MetricDataRequest {
  return {
    queries: (input.MetricDataQueries ?? []).map(readQuery),
    window: { startMs: (input.StartTime ?? 0) * 1000, endMs: (input.EndTime ?? 0) * 1000 },
    isAscending: input.ScanBy === 'TimestampAscending',
    datapointsMax: input.MaxDatapoints ?? undefined,
    nextToken: input.NextToken ?? undefined,
  };
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
