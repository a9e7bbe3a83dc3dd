import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall, ServiceFault } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import {
  metricCodecOf,
  metricDataReply,
  metricErrorReply,
  readMetricData,
} from './metric-codec.ts';
import type { MetricDataRequest } from './metric-data-input.ts';
import { emptyFirstPage, type MetricPage, metricPage, valuelessPage } from './metric-page.ts';
import { type MetricResult, runMetricQuery, validateMetricQueries } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';

/** Creates CloudWatch: GetMetricData over the metrics of Lambda functions. */
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
    execute: (_caller, fault) => {
      const read = readMetricData(codec, request);
      const page = faultyPage(queryMetrics(read, store), read, fault);
      return metricDataReply(codec, page, randomUuid(random));
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
