import { ApiError } from '../wire/api-error.ts';
import { bodyText, textReply } from '../wire/cloud-message.ts';
import type { MetricCodec } from './metric-codec.ts';
import { type MetricDataInput, readMetricDataInput } from './metric-data-input.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** AWS JSON 1.0, which the JavaScript client speaks. */
export const jsonCodec: MetricCodec = {
  readAction: (request) => (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '',

  readMetricDataRequest: (request) => readMetricDataInput(parseBody(bodyText(request))),

  renderMetricData: ({ results, nextToken }, requestId) =>
    textReply(
      200,
      JSON.stringify({
        MetricDataResults: results.map(({ id, label, points, statusCode }) => ({
          Id: id,
          Label: label,
          Timestamps: points.map(({ atMs }) => atMs / 1000),
          Values: points.map(({ value }) => value),
          StatusCode: statusCode,
        })),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
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

function parseBody(text: string): MetricDataInput {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'SerializationException', 'The body is not JSON');
  }
}
