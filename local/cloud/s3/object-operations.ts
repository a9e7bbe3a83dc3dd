import type { Caller, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { type CloudReply, type CloudRequest, textReply } from '../wire/cloud-message.ts';
import { requireBucket } from './bucket-operations.ts';
import { entityTag, type StoredObject } from './object-store.ts';
import { readObjectBody } from './request-body.ts';
import type { S3Ports } from './s3-ports.ts';
import {
  checkDeletePrecondition,
  checkPutPrecondition,
  evaluateReadCondition,
  noSuchKey,
  preconditionFailed,
} from './write-precondition.ts';

/** One object in one bucket. */
interface ObjectName {
  readonly bucketName: string;
  readonly key: string;
}

const KEPT_HEADERS: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
]);

/** Parses a request about one object; `undefined` if it is not supported. */
export function resolveObjectCall(
  request: CloudRequest,
  name: ObjectName,
  ports: S3Ports,
): ServiceCall | undefined {
  const parameters = new URLSearchParams(request.query);
  const isMultipart = parameters.has('uploads') || parameters.has('uploadId');
  if (isMultipart || request.headers['x-amz-copy-source'] !== undefined) return undefined;
  switch (request.method) {
    case 'PUT':
      return putObject(request, name, ports);
    case 'GET':
    case 'HEAD':
      return readObject(request, name, ports);
    case 'DELETE':
      return deleteObject(request, name, ports);
    default:
      return undefined;
  }
}

function objectArn({ bucketName, key }: ObjectName): string {
  return `arn:aws:s3:::${bucketName}/${key}`;
}

function putObject(
  request: CloudRequest,
  name: ObjectName,
  { store, clock }: S3Ports,
): ServiceCall {
  const resource = objectArn(name);
  const readsToo = request.headers['if-match'] !== undefined;
  return {
    action: 'PutObject',
    resource,
    permissions: [
      { action: 's3:PutObject', resource },
      ...(readsToo ? [{ action: 's3:GetObject', resource }] : []),
    ],
    execute: () => {
      const bucket = requireBucket(store, name.bucketName);
      const body = readObjectBody(request);
      checkPutPrecondition(request.headers, name.key, bucket.get(name.key));
      const etag = entityTag(body);
      bucket.set(name.key, {
        key: name.key,
        body,
        etag,
        lastModifiedMs: clock.nowMs(),
        headers: keptHeaders(request),
      });
      return textReply(200, '', { etag });
    },
  };
}

function keptHeaders(request: CloudRequest): Readonly<Record<string, string>> {
  const kept = Object.entries(request.headers)
    .filter(([name]) => KEPT_HEADERS.has(name) || name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name, name === 'content-encoding' ? dropChunking(value) : value])
    .filter(([, value]) => value !== '');
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept) };
}

/** `aws-chunked` frames the upload and is not a property of the object. */
function dropChunking(contentEncoding: string): string {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',');
}

function readObject(request: CloudRequest, name: ObjectName, { store }: S3Ports): ServiceCall {
  const resource = objectArn(name);
  return {
    action: request.method === 'HEAD' ? 'HeadObject' : 'GetObject',
    resource,
    permissions: [{ action: 's3:GetObject', resource }],
    execute: (caller) => {
      const object = requireBucket(store, name.bucketName).get(name.key);
      if (object === undefined) throw missingObject(name, caller);
      switch (evaluateReadCondition(request.headers, object)) {
        case 'notModified':
          return textReply(304, '', { etag: object.etag });
        case 'preconditionFailed':
          throw preconditionFailed('If-Match');
        case 'send':
          return sendObject(request, object);
      }
    },
  };
}

/** A caller that may not list the bucket gets 403 for a missing key, not 404. */
function missingObject(name: ObjectName, caller: Caller): ApiError {
  const mayList = caller.isAllowed({
    action: 's3:ListBucket',
    resource: `arn:aws:s3:::${name.bucketName}`,
  });
  return mayList
    ? noSuchKey(name.key)
    : new ApiError(
        403,
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${name.bucketName}" because no identity-based policy allows the s3:ListBucket action`,
      );
}

function sendObject(request: CloudRequest, object: StoredObject): CloudReply {
  const headers = {
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    'content-length': String(object.body.length),
  };
  if (request.method === 'HEAD') {
    return { kind: 'reply', status: 200, headers, body: new Uint8Array() };
  }
  const range = readRange(request.headers.range, object.body.length);
  if (range === undefined) return { kind: 'reply', status: 200, headers, body: object.body };
  const body = object.body.subarray(range.first, range.last + 1);
  return {
    kind: 'reply',
    status: 206,
    headers: {
      ...headers,
      'content-length': String(body.length),
      'content-range': `bytes ${range.first}-${range.last}/${object.body.length}`,
    },
    body,
  };
}

function readRange(
  header: string | undefined,
  size: number,
): { readonly first: number; readonly last: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const first = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (first > last) {
    throw new ApiError(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return { first, last };
}

function deleteObject(request: CloudRequest, name: ObjectName, { store }: S3Ports): ServiceCall {
  const resource = objectArn(name);
  return {
    action: 'DeleteObject',
    resource,
    permissions: [{ action: 's3:DeleteObject', resource }],
    execute: () => {
      const bucket = requireBucket(store, name.bucketName);
      checkDeletePrecondition(request.headers, name.key, bucket.get(name.key));
      bucket.delete(name.key);
      return textReply(204, '', {});
    },
  };
}
