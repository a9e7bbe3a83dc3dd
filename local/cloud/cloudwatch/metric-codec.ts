import { cbor, tag } from '@smithy/core/cbor';
import { ApiError } from '../wire/api-error.ts';
import { bodyText, type CloudReply, type CloudRequest } from '../wire/cloud-message.ts';
import { readJsonAction } from '../wire/json-protocol.ts';
import {
  type MetricDataInput,
  type MetricDataRequest,
  metricDataRequest,
} from './metric-data-input.ts';
import type { MetricPage } from './metric-page.ts';

/** One of the protocols that clients of CloudWatch use: the same fields, encoded differently. */
export interface MetricCodec {
  readonly headers: Readonly<Record<string, string>>;
  readAction(request: CloudRequest): string;
  /** @throws If the body is malformed. */
  decode(request: CloudRequest): unknown;
  encode(value: unknown): Uint8Array;
  /** Encodes a time, given in seconds since the Unix epoch. */
  timeOf(seconds: number): unknown;
}

/** AWS JSON 1.0, which the JavaScript client uses. */
const JSON_CODEC: MetricCodec = {
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  readAction: readJsonAction,
  decode: (request) => JSON.parse(bodyText(request)),
  encode: (value) => Buffer.from(JSON.stringify(value)),
  timeOf: (seconds) => seconds,
};

/** In CBOR, a number with this tag is a time. */
const TIME_TAG = 1;

/** RPC v2 with CBOR, which the AWS CLI and boto3 use. */
const CBOR_CODEC: MetricCodec = {
  headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
  readAction: (request) => request.path.split('/').at(-1) ?? '',
  decode: ({ body }) => cbor.deserialize(body),
  encode: (value) => cbor.serialize(value),
  timeOf: (seconds) => tag({ tag: TIME_TAG, value: seconds }),
};

/** Returns the codec for a request's protocol. */
export function metricCodecOf(request: CloudRequest): MetricCodec {
  return request.headers['smithy-protocol'] === 'rpc-v2-cbor' ? CBOR_CODEC : JSON_CODEC;
}

/**
 * Reads a GetMetricData call.
 *
 * @throws {ApiError} If the body is malformed.
 */
export function readMetricData(codec: MetricCodec, request: CloudRequest): MetricDataRequest {
  try {
    return metricDataRequest(codec.decode(request) as MetricDataInput);
  } catch {
    throw new ApiError(
      400,
      'SerializationException',
      `Cannot read the body: it must be of type ${codec.headers['content-type']}`,
    );
  }
}

/** Renders the answer to GetMetricData. */
export function metricDataReply(
  codec: MetricCodec,
  { results, nextToken }: MetricPage,
  requestId: string,
): CloudReply {
  const output = {
    MetricDataResults: results.map(({ id, label, points, statusCode }) => ({
      Id: id,
      Label: label,
      Timestamps: points.map(({ atMs }) => codec.timeOf(atMs / 1000)),
      Values: points.map(({ value }) => value),
      StatusCode: statusCode,
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    Messages: [],
  };
  return reply(codec, 200, output, requestId);
}

/** Renders an error. */
export function metricErrorReply(
  codec: MetricCodec,
  { status, code, message }: ApiError,
  requestId: string,
): CloudReply {
  return reply(codec, status, { __type: `com.amazonaws.cloudwatch#${code}`, message }, requestId);
}

function reply(
  { headers, encode }: MetricCodec,
  status: number,
  output: unknown,
  requestId: string,
): CloudReply {
  return {
    kind: 'reply',
    status,
    headers: { ...headers, 'x-amzn-requestid': requestId },
    body: encode(output),
  };
}
