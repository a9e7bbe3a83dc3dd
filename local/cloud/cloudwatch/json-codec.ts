import { ApiError } from '../wire/api-error.ts';
import { bodyText, textReply } from '../wire/cloud-message.ts';
import type { MetricCodec } from './metric-codec.ts';
import type { MetricQuery } from './metric-query.ts';

interface JsonMetricQuery {
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

interface JsonMetricDataRequest {
  readonly MetricDataQueries?: readonly JsonMetricQuery[];
  /** Seconds since the epoch. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ScanBy?: string;
}

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** AWS JSON 1.0, which the JavaScript client speaks. */
export const jsonCodec: MetricCodec = {
  readAction: (request) => (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '',

  readMetricDataRequest: (request) => {
    const input = parseBody(bodyText(request));
    return {
      queries: (input.MetricDataQueries ?? []).map(readQuery),
      window: { startMs: (input.StartTime ?? 0) * 1000, endMs: (input.EndTime ?? 0) * 1000 },
      isAscending: input.ScanBy === 'TimestampAscending',
    };
  },

  renderMetricData: (results, requestId) =>
    textReply(
      200,
      JSON.stringify({
        MetricDataResults: results.map(({ id, label, points }) => ({
          Id: id,
          Label: label,
          Timestamps: points.map(({ atMs }) => atMs / 1000),
          Values: points.map(({ value }) => value),
          StatusCode: 'Complete',
        })),
        Messages: [],
      }),
      { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId },
    ),

  renderError: (error, requestId) =>
    textReply(
      error.status,
      JSON.stringify({ __type: `com.amazonaws.cloudwatch#${error.code}`, message: error.message }),
      { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId },
    ),
};

function parseBody(text: string): JsonMetricDataRequest {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'SerializationException', 'The body is not JSON');
  }
}

function readQuery(query: JsonMetricQuery): MetricQuery {
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
