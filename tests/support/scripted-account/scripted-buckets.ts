import type { CloudService } from '../../../local/cloud/cloud-service.ts';
import { readObjectAddress } from '../../../local/cloud/s3/object-address.ts';
import { readObjectBody } from '../../../local/cloud/s3/request-body.ts';
import { ApiError } from '../../../local/cloud/wire/api-error.ts';
import {
  bodyText,
  type CloudReply,
  type CloudRequest,
  textReply,
} from '../../../local/cloud/wire/cloud-message.ts';
import { element, textElement, xmlDocument } from '../../../local/cloud/wire/xml.ts';

/** A bucket of this account or of another one: names are unique across all accounts. */
export interface ScriptedBucket {
  readonly ownerId: string;
  readonly region: string;
  readonly objects: Map<string, Uint8Array>;
  /**
   * What was set after the bucket was created: `publicAccessBlock`, `encryption`, {@link LOCKED}.
   */
  readonly settings: Set<string>;
}

/** The setting of a bucket whose objects cannot be deleted. */
export const LOCKED = 'locked';

type Buckets = Map<string, ScriptedBucket>;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const XML = { 'content-type': 'application/xml' };

/** Returns an empty bucket. */
export function emptyBucket(ownerId: string, region: string): ScriptedBucket {
  return { ownerId, region, objects: new Map(), settings: new Set() };
}

/**
 * Returns S3 with the operations that a deployment from a bucket needs, and with the statuses and
 * codes of its API reference: they depend on the owner and the region of a bucket.
 */
export function scriptedBuckets(
  buckets: Buckets,
  own: { readonly accountId: string; readonly region: string },
): CloudService {
  return {
    signingName: 's3',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 503, code: 'SlowDown' },
      internalFailure: 'InternalError',
    },
    resolveCall: (request) => {
      const { bucketName = '', key } = readObjectAddress(request);
      const action = actionOf(request, key);
      return {
        action,
        resource: `arn:aws:s3:::${bucketName}${key === undefined ? '' : `/${key}`}`,
        permissions: [],
        execute: () =>
          action === 'CreateBucket'
            ? createBucket(buckets, bucketName, { request, ...own })
            : carryOut(action, request, { buckets, bucketName, key, region: own.region }),
      };
    },
    renderError: ({ status, code, message, fields }, { method }) =>
      method === 'HEAD'
        ? textReply(status, '', { ...XML, ...fields })
        : textReply(
            status,
            `<Error>${textElement('Code', code)}${textElement('Message', message)}</Error>`,
            { ...XML, ...fields },
          ),
  };
}

/** @throws {ApiError} If it is not one of these operations. */
function actionOf({ method, query }: CloudRequest, key: string | undefined): string {
  const subresource = [...new URLSearchParams(query).keys()].find(
    (name) => !name.startsWith('x-id'),
  );
  const name = `${method} ${key === undefined ? 'bucket' : 'object'} ${subresource ?? ''}`.trim();
  const actions: Readonly<Record<string, string>> = {
    'HEAD bucket': 'HeadBucket',
    'PUT bucket': 'CreateBucket',
    'PUT bucket publicAccessBlock': 'PutPublicAccessBlock',
    'PUT bucket encryption': 'PutBucketEncryption',
    'GET bucket list-type': 'ListObjectsV2',
    'POST bucket delete': 'DeleteObjects',
    'DELETE bucket': 'DeleteBucket',
    'HEAD object': 'HeadObject',
    'PUT object': 'PutObject',
  };
  const action = actions[name];
  if (action === undefined) throw new ApiError(501, 'NotImplemented', name);
  return action;
}

function createBucket(
  buckets: Buckets,
  bucketName: string,
  {
    request,
    accountId,
    region,
  }: { readonly request: CloudRequest; readonly accountId: string; readonly region: string },
): CloudReply {
  const present = buckets.get(bucketName);
  if (present !== undefined) {
    throw present.ownerId === accountId
      ? new ApiError(409, 'BucketAlreadyOwnedByYou', 'You already own this bucket.')
      : new ApiError(409, 'BucketAlreadyExists', 'The requested bucket name is not available.');
  }
  const [, constraint = 'us-east-1'] =
    /<LocationConstraint>(.*)<\/LocationConstraint>/.exec(bodyText(request)) ?? [];
  if (constraint !== region) {
    throw new ApiError(
      400,
      'IllegalLocationConstraintException',
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  buckets.set(bucketName, emptyBucket(accountId, region));
  return textReply(200, '', { location: `/${bucketName}` });
}

interface Addressed {
  readonly buckets: Buckets;
  readonly bucketName: string;
  readonly key: string | undefined;
  readonly region: string;
}

function carryOut(action: string, request: CloudRequest, addressed: Addressed): CloudReply {
  const { buckets, bucketName, key = '' } = addressed;
  const { objects, settings } = reachedBucket(request, addressed);
  switch (action) {
    case 'PutPublicAccessBlock':
    case 'PutBucketEncryption':
      settings.add(request.query);
      return textReply(200, '', {});
    case 'ListObjectsV2':
      return textReply(200, listing(bucketName, [...objects.keys()]), XML);
    case 'DeleteObjects':
      return textReply(200, deletion(bodyText(request), { objects, settings }), XML);
    case 'DeleteBucket':
      if (objects.size > 0) {
        throw new ApiError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty');
      }
      buckets.delete(bucketName);
      return textReply(204, '', {});
    case 'HeadObject':
      if (!objects.has(key)) throw new ApiError(404, 'NotFound', 'Not Found');
      return textReply(200, '', { etag: '"1"' });
    case 'PutObject':
      objects.set(key, readObjectBody(request));
      return textReply(200, '', { etag: '"1"' });
    default:
      return textReply(200, '', {});
  }
}

/**
 * @throws {ApiError} If the bucket does not exist in this region, or does not belong to the
 *   expected owner.
 */
function reachedBucket(
  { headers }: CloudRequest,
  { buckets, bucketName, region }: Addressed,
): ScriptedBucket {
  const bucket = buckets.get(bucketName);
  if (bucket === undefined) {
    throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
  if (bucket.region !== region) {
    throw new ApiError(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      { 'x-amz-bucket-region': bucket.region },
    );
  }
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== bucket.ownerId) {
    throw new ApiError(403, 'AccessDenied', 'Access Denied');
  }
  return bucket;
}

/** Reports objects that may not be deleted in a successful answer, as S3 does. */
function deletion(
  asked: string,
  { objects, settings }: Pick<ScriptedBucket, 'objects' | 'settings'>,
): string {
  const keys = [...asked.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);
  if (!settings.has(LOCKED)) for (const key of keys) objects.delete(key);
  const left = keys.filter((key) => objects.has(key));
  return xmlDocument(
    'DeleteResult',
    NAMESPACE,
    ...left.map((key) =>
      element(
        'Error',
        textElement('Key', key),
        textElement('Code', 'AccessDenied'),
        textElement('Message', 'Access Denied'),
      ),
    ),
  );
}

function listing(bucketName: string, keys: readonly string[]): string {
  return xmlDocument(
    'ListBucketResult',
    NAMESPACE,
    textElement('Name', bucketName),
    textElement('KeyCount', keys.length),
    textElement('IsTruncated', false),
    ...keys.map((key) => element('Contents', textElement('Key', key))),
  );
}
