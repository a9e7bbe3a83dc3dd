import { ApiError } from '../wire/api-error.ts';
import { bodyText, type CloudReply, type CloudRequest, textReply } from '../wire/cloud-message.ts';

/** A JSON object of the API, not validated yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Exceptions whose model has `Message`; all others have `message` (service model of 2026). */
const CAPITALISED =
  /^(EC2|ENI|KMS|EFS|S3Files|SnapStart|Invalid(Runtime|SecurityGroupID|SubnetID|ZipFile)|ResourceNotFound|ResourceInUse|Service)/;

/** Parses the JSON body of a request; returns an empty object for an empty body. */
export function readJsonBody(request: CloudRequest): JsonObject {
  const text = bodyText(request);
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(
      400,
      'InvalidRequestContentException',
      'Could not parse request body into json',
    );
  }
  return value as JsonObject;
}

/** Renders a successful answer with a JSON body. */
export function jsonReply(status: number, value: unknown, requestId: string): CloudReply {
  return textReply(status, JSON.stringify(value), {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
  });
}

/** Renders a successful answer without a body. */
export function emptyReply(status: number, requestId: string): CloudReply {
  return textReply(status, '', { 'x-amzn-requestid': requestId });
}

/** Renders an error in the REST JSON protocol. */
export function restJsonErrorReply(error: ApiError, requestId: string): CloudReply {
  const messageMember = CAPITALISED.test(error.code) ? 'Message' : 'message';
  const reply = jsonReply(
    error.status,
    {
      Type: error.status < 500 ? 'User' : 'Service',
      [messageMember]: error.message,
      ...error.fields,
    },
    requestId,
  );
  const { retryAfterSeconds } = error.fields;
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'x-amzn-errortype': error.code,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': retryAfterSeconds }),
    },
  };
}
