import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall, ServiceFault } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { cborCodec } from './cbor-codec.ts';
import { jsonCodec } from './json-codec.ts';
import type { MetricCodec, MetricDataRequest } from './metric-codec.ts';
import { emptyFirstPage, type MetricPage, metricPage, valuelessPage } from './metric-page.ts';
import { type MetricResult, runMetricQuery, validateMetricQueries } from './metric-query.ts';
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
    execute: (_caller, fault) => {
      const read = codec.readMetricDataRequest(request);
      const page = faultyPage(queryMetrics(read, store), read, fault);
      return codec.renderMetricData(page, randomUuid(random));
    },
  };
}

function queryMetrics(
  { queries, window, isAscending }: MetricDataRequest,
  store: MetricStore,
): readonly MetricResult[] {
  validateMetricQueries(queries, window);
  return queries
    .filter((query) => query.returnsData)
    .map((query) => runMetricQuery(query, window, store.list()))
    .map((result) => (isAscending ? { ...result, points: result.points.toReversed() } : result));
}

function faultyPage(
  results: readonly MetricResult[],
  request: MetricDataRequest,
  fault: ServiceFault | undefined,
): MetricPage {
  if (fault?.kind === 'metricStatus') return valuelessPage(results, fault.statusCode);
  if (fault?.kind === 'emptyPage' && request.nextToken === undefined) {
    return emptyFirstPage(results);
  }
  return metricPage(results, request);
}
