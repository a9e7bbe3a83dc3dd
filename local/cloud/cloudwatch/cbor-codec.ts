import { ApiError } from '../wire/api-error.ts';
import { CborTime, decodeCbor, encodeCbor } from '../wire/cbor.ts';
import type { CloudReply } from '../wire/cloud-message.ts';
import type { MetricCodec } from './metric-codec.ts';
import { type MetricDataInput, readMetricDataInput } from './metric-data-input.ts';

/** RPC v2 with CBOR, which the command line client and boto3 speak. */
export const cborCodec: MetricCodec = {
  readAction: (request) => request.path.split('/').at(-1) ?? '',

  readMetricDataRequest: (request) => readMetricDataInput(parseBody(request.body)),

  renderMetricData: ({ results, nextToken }, requestId) =>
    cborReply(
      200,
      encodeCbor({
        MetricDataResults: results.map(({ id, label, points, statusCode }) => ({
          Id: id,
          Label: label,
          Timestamps: points.map(({ atMs }) => new CborTime(atMs / 1000)),
          Values: points.map(({ value }) => value),
          StatusCode: statusCode,
        })),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        Messages: [],
      }),
      requestId,
    ),

  renderError: (error, requestId) =>
    cborReply(
      error.status,
      encodeCbor({ __type: `com.amazonaws.cloudwatch#${error.code}`, message: error.message }),
      requestId,
    ),
};

function parseBody(body: Uint8Array): MetricDataInput {
  try {
    return decodeCbor(body) as MetricDataInput;
  } catch {
    throw new ApiError(400, 'SerializationException', 'The body is not CBOR');
  }
}

function cborReply(status: number, body: Uint8Array, requestId: string): CloudReply {
  const headers = {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
  };
  return { kind: 'reply', status, headers, body };
}
