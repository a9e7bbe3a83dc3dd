import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudReply, CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import {
  type MetricCodec,
  metricCodecOf,
  metricDataReply,
  metricErrorReply,
  readMetricData,
} from './metric-codec.ts';
import { runMetricQuery, validateMetricQueries } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';

/** CloudWatch, as far as GetMetricData over the metrics of Lambda functions. */
export function createCloudwatchService(store: MetricStore, random: Random): CloudService {
  return {
    signingName: 'monitoring',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 400, code: 'Throttling' },
      internalFailure: 'InternalServiceFault',
    },
    resolveCall: (request) => resolveCall(request, store, random),
    renderError: (error, request) =>
      metricErrorReply(metricCodecOf(request), error, randomUuid(random)),
  };
}

function resolveCall(request: CloudRequest, store: MetricStore, random: Random): ServiceCall {
  const codec = metricCodecOf(request);
  const action = codec.readAction(request);
  if (action !== 'GetMetricData') {
    throw new ApiError(
      400,
      'InvalidAction',
      `Could not find operation ${action}: the local CloudWatch has GetMetricData`,
    );
  }
  return {
    action,
    resource: '*',
    permissions: [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
    execute: () => getMetricData(request, codec, store, randomUuid(random)),
  };
}

function getMetricData(
  request: CloudRequest,
  codec: MetricCodec,
  store: MetricStore,
  requestId: string,
): CloudReply {
  const { queries, window, isAscending } = readMetricData(codec, request);
  validateMetricQueries(queries, window);
  const results = queries
    .filter((query) => query.returnsData)
    .map((query) => runMetricQuery(query, window, store.list()))
    .map((result) => (isAscending ? { ...result, points: result.points.toReversed() } : result));
  return metricDataReply(codec, results, requestId);
}
