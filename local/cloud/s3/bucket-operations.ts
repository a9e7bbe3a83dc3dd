import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { type CloudReply, type CloudRequest, textReply } from '../wire/cloud-message.ts';
import { element, textElement, xmlDocument } from '../wire/xml.ts';
import { listObjects } from './object-listing.ts';
import type { Bucket, ObjectStore } from './object-store.ts';
import type { S3Ports } from './s3-ports.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Parses a request about a bucket, or about all buckets; `undefined` if it is not supported. */
export function resolveBucketCall(
  request: CloudRequest,
  bucketName: string | undefined,
  ports: S3Ports,
): ServiceCall | undefined {
  if (bucketName === undefined) return request.method === 'GET' ? listBuckets(ports) : undefined;
  const parameters = new URLSearchParams(request.query);
  switch (request.method) {
    case 'PUT':
      return hasSubresource(parameters) ? undefined : createBucket(bucketName, ports);
    case 'HEAD':
      return headBucket(bucketName, ports);
    case 'GET':
      return parameters.get('list-type') === '2'
        ? listBucket(bucketName, parameters, ports)
        : undefined;
    default:
      return undefined;
  }
}

/**
 * Returns the objects of a bucket.
 *
 * @throws {ApiError} If there is no such bucket.
 */
export function requireBucket(store: ObjectStore, bucketName: string): Bucket {
  const bucket = store.findBucket(bucketName);
  if (bucket === undefined) {
    throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist', {
      BucketName: bucketName,
    });
  }
  return bucket;
}

/** Returns whether a sub-resource such as `?versioning` changes the operation; `x-id` only names it. */
function hasSubresource(parameters: URLSearchParams): boolean {
  return [...parameters.keys()].some((name) => name !== 'x-id' && !name.startsWith('X-Amz-'));
}

function bucketCall(
  action: string,
  permission: string,
  bucketName: string,
  execute: () => CloudReply,
): ServiceCall {
  const resource = `arn:aws:s3:::${bucketName}`;
  return { action, resource, permissions: [{ action: permission, resource }], execute };
}

function xmlReply(document: string): CloudReply {
  return textReply(200, document, { 'content-type': 'application/xml' });
}

function listBuckets({ store }: S3Ports): ServiceCall {
  return {
    action: 'ListBuckets',
    resource: '*',
    permissions: [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    execute: () => {
      const buckets = store
        .listBuckets()
        .map(({ name, createdMs }) =>
          element(
            'Bucket',
            textElement('Name', name),
            textElement('CreationDate', new Date(createdMs).toISOString()),
          ),
        );
      return xmlReply(
        xmlDocument('ListAllMyBucketsResult', NAMESPACE, element('Buckets', ...buckets)),
      );
    },
  };
}

function createBucket(bucketName: string, { store, clock }: S3Ports): ServiceCall {
  return bucketCall('CreateBucket', 's3:CreateBucket', bucketName, () => {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucketName)) {
      throw new ApiError(400, 'InvalidBucketName', 'The specified bucket is not valid.');
    }
    store.createBucket(bucketName, clock.nowMs());
    return textReply(200, '', { location: `/${bucketName}` });
  });
}

function headBucket(bucketName: string, { store, region }: S3Ports): ServiceCall {
  return bucketCall('HeadBucket', 's3:ListBucket', bucketName, () => {
    requireBucket(store, bucketName);
    return textReply(200, '', { 'x-amz-bucket-region': region });
  });
}

function listBucket(
  bucketName: string,
  parameters: URLSearchParams,
  { store }: S3Ports,
): ServiceCall {
  const resource = `arn:aws:s3:::${bucketName}`;
  const context = {
    's3:prefix': parameters.get('prefix') ?? '',
    's3:delimiter': parameters.get('delimiter') ?? '',
  };
  return {
    action: 'ListObjectsV2',
    resource,
    permissions: [{ action: 's3:ListBucket', resource, context }],
    execute: () => {
      const bucket = requireBucket(store, bucketName);
      const content = listObjects(bucketName, bucket, parameters);
      return xmlReply(xmlDocument('ListBucketResult', NAMESPACE, ...content));
    },
  };
}
