import {
  queryErrorReply,
  queryReply,
  readQueryParameters,
  readStructurePrefixes,
} from '../wire/query-protocol.ts';
import { element, textElement } from '../wire/xml.ts';
import type { MetricCodec } from './metric-codec.ts';
import type { MetricPageResult } from './metric-page.ts';
import type { MetricQuery } from './metric-query.ts';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** The AWS query protocol, which older clients speak. */
export const queryCodec: MetricCodec = {
  readAction: (request) => readQueryParameters(request).get('Action') ?? '',

  readMetricDataRequest: (request) => {
    const parameters = readQueryParameters(request);
    return {
      queries: readStructurePrefixes(parameters, 'MetricDataQueries').map((prefix) =>
        readQuery(parameters, prefix),
      ),
      window: {
        startMs: Date.parse(parameters.get('StartTime') ?? ''),
        endMs: Date.parse(parameters.get('EndTime') ?? ''),
      },
      isAscending: parameters.get('ScanBy') === 'TimestampAscending',
      datapointsMax: readDatapointsMax(parameters),
      nextToken: parameters.get('NextToken') ?? undefined,
    };
  },

  renderMetricData: ({ results, nextToken }, requestId) =>
    queryReply(
      'GetMetricData',
      NAMESPACE,
      requestId,
      element('MetricDataResults', ...results.map(renderResult)),
      ...(nextToken === undefined ? [] : [textElement('NextToken', nextToken)]),
      element('Messages'),
    ),

  renderError: (error, requestId) => queryErrorReply(error, NAMESPACE, requestId),
};

function readDatapointsMax(parameters: URLSearchParams): number | undefined {
  const text = parameters.get('MaxDatapoints');
  return text === null ? undefined : Number(text);
}

function readQuery(parameters: URLSearchParams, prefix: string): MetricQuery {
  const read = (name: string) => parameters.get(`${prefix}${name}`) ?? '';
  const dimensions = readStructurePrefixes(parameters, `${prefix}MetricStat.Metric.Dimensions`);
  return {
    id: read('Id'),
    label: parameters.get(`${prefix}Label`) ?? undefined,
    namespace: read('MetricStat.Metric.Namespace'),
    metricName: read('MetricStat.Metric.MetricName'),
    dimensions: Object.fromEntries(
      dimensions.map((dimension) => [
        parameters.get(`${dimension}Name`) ?? '',
        parameters.get(`${dimension}Value`) ?? '',
      ]),
    ),
    periodSeconds: Number(read('MetricStat.Period')),
    statistic: read('MetricStat.Stat'),
    returnsData: read('ReturnData') !== 'false',
  };
}

function renderResult({ id, label, points, statusCode }: MetricPageResult): string {
  return element(
    'member',
    textElement('Id', id),
    textElement('Label', label),
    textElement('StatusCode', statusCode),
    element(
      'Timestamps',
      ...points.map(({ atMs }) => textElement('member', new Date(atMs).toISOString())),
    ),
    element('Values', ...points.map(({ value }) => textElement('member', value))),
  );
}
