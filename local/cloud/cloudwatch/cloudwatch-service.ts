import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudReply, CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { cborCodec } from './cbor-codec.ts';
import { jsonCodec } from './json-codec.ts';
import type { MetricCodec } from './metric-codec.ts';
import { runMetricQuery, validateMetricQueries } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';
import { queryCodec } from './query-codec.ts';

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
    renderError: (error, request) => chooseCodec(request).renderError(error, randomUuid(random)),
  };
}

function chooseCodec(request: CloudRequest): MetricCodec {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborCodec;
  return request.headers['x-amz-target'] === undefined ? queryCodec : jsonCodec;
}

function resolveCall(request: CloudRequest, store: MetricStore, random: Random): ServiceCall {
  const codec = chooseCodec(request);
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
  const { queries, window, isAscending } = codec.readMetricDataRequest(request);
  validateMetricQueries(queries, window);
  const results = queries
    .filter((query) => query.returnsData)
    .map((query) => runMetricQuery(query, window, store.list()))
    .map((result) => (isAscending ? { ...result, points: result.points.toReversed() } : result));
  return codec.renderMetricData(results, requestId);
}
