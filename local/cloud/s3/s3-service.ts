import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { type CloudReply, type CloudRequest, textReply } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { textElement, xmlDocument } from '../wire/xml.ts';
import { resolveBucketCall } from './bucket-operations.ts';
import { readObjectAddress } from './object-address.ts';
import { resolveObjectCall } from './object-operations.ts';
import type { S3Ports } from './s3-ports.ts';

/** Creates S3 with the operations that a store with compare-and-swap needs. */
export function createS3Service(ports: S3Ports, random: Random): CloudService {
  return {
    signingName: 's3',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 503, code: 'SlowDown' },
      internalFailure: 'InternalError',
    },
    resolveCall: (request) => resolveCall(request, ports),
    renderError: (error, request) => renderError(error, request, randomUuid(random)),
  };
}

function resolveCall(request: CloudRequest, ports: S3Ports): ServiceCall {
  const { bucketName, key } = readObjectAddress(request);
  const call =
    bucketName !== undefined && key !== undefined
      ? resolveObjectCall(request, { bucketName, key }, ports)
      : resolveBucketCall(request, bucketName, ports);
  if (call === undefined) {
    throw new ApiError(
      501,
      'NotImplemented',
      `The local S3 does not have this operation: ${request.method} ${request.path}?${request.query}`,
    );
  }
  return call;
}

function renderError(error: ApiError, request: CloudRequest, requestId: string): CloudReply {
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  // An answer to HEAD has no body; SDKs derive the error from the status alone.
  if (request.method === 'HEAD' || error.status === 304) {
    return textReply(error.status, '', headers);
  }
  const fields = Object.entries(error.fields).map(([name, value]) => textElement(name, value));
  const document = xmlDocument(
    'Error',
    '',
    textElement('Code', error.code),
    textElement('Message', error.message),
    ...fields,
    textElement('RequestId', requestId),
  );
  return textReply(error.status, document.replace(' xmlns=""', ''), headers);
}
