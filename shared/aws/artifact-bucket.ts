import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type CallContext, callAws } from './aws-call.ts';
import type { SdkError } from './error-category.ts';

/** A bucket of a known account: calls for a bucket that another account owns are refused. */
export interface OwnBucket {
  readonly name: string;
  readonly accountId: string;
}

/** The one region whose buckets have no constraint. */
const FIRST_REGION = 'us-east-1';

/** Pages of 1,000 objects that are deleted before a bucket is. */
const PAGE_COUNT_MAX = 1_000;

/**
 * Makes a private, encrypted bucket, unless it is there.
 *
 * @returns Whether it was made.
 * @throws {PermissionDeniedError} If it belongs to another account, or may not be made.
 */
export async function ensureBucket(
  client: S3Client,
  context: CallContext,
  { name, accountId, region }: OwnBucket & { readonly region: string },
): Promise<boolean> {
  const owned = { Bucket: name, ExpectedBucketOwner: accountId };
  const action = `make the bucket "${name}"`;
  if (
    await exists(`find the bucket "${name}"`, context, (abortSignal) =>
      client.send(new HeadBucketCommand(owned), { abortSignal }),
    )
  ) {
    return false;
  }
  const place = { LocationConstraint: region as BucketLocationConstraint };
  await callAws(action, context, (abortSignal) =>
    client.send(
      new CreateBucketCommand({
        Bucket: name,
        ...(region !== FIRST_REGION && { CreateBucketConfiguration: place }),
      }),
      { abortSignal },
    ),
  );
  await callAws(action, context, (abortSignal) =>
    client.send(
      new PutPublicAccessBlockCommand({
        ...owned,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
      { abortSignal },
    ),
  );
  await callAws(action, context, (abortSignal) =>
    client.send(
      new PutBucketEncryptionCommand({
        ...owned,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
      { abortSignal },
    ),
  );
  return true;
}

/** Whether a bucket has an object. */
export async function hasObject(
  client: S3Client,
  context: CallContext,
  { name, accountId, key }: OwnBucket & { readonly key: string },
): Promise<boolean> {
  return await exists(`look for "s3://${name}/${key}"`, context, (abortSignal) =>
    client.send(new HeadObjectCommand({ Bucket: name, Key: key, ExpectedBucketOwner: accountId }), {
      abortSignal,
    }),
  );
}

/** Writes an object. */
export async function uploadObject(
  client: S3Client,
  context: CallContext,
  {
    name,
    accountId,
    key,
    content,
  }: OwnBucket & { readonly key: string; readonly content: Uint8Array },
): Promise<void> {
  await callAws(`write "s3://${name}/${key}"`, context, (abortSignal) =>
    client.send(
      new PutObjectCommand({
        Bucket: name,
        Key: key,
        Body: content,
        ExpectedBucketOwner: accountId,
      }),
      { abortSignal },
    ),
  );
}

/** Deletes a bucket with all that is in it; does nothing if there is none. */
export async function deleteBucket(
  client: S3Client,
  context: CallContext,
  { name, accountId }: OwnBucket,
): Promise<void> {
  const owned = { Bucket: name, ExpectedBucketOwner: accountId };
  const action = `delete the bucket "${name}"`;
  const isThere = await exists(action, context, (abortSignal) =>
    client.send(new HeadBucketCommand(owned), { abortSignal }),
  );
  if (!isThere) return;
  for (let page = 0; page < PAGE_COUNT_MAX; page++) {
    const { Contents = [] } = await callAws(action, context, (abortSignal) =>
      client.send(new ListObjectsV2Command(owned), { abortSignal }),
    );
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await callAws(action, context, (abortSignal) =>
      client.send(new DeleteObjectsCommand({ ...owned, Delete: { Objects, Quiet: true } }), {
        abortSignal,
      }),
    );
  }
  await callAws(action, context, (abortSignal) =>
    client.send(new DeleteBucketCommand(owned), { abortSignal }),
  );
}

async function exists(
  action: string,
  context: CallContext,
  ask: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  return await callAws(action, context, async (signal) => {
    try {
      await ask(signal);
      return true;
    } catch (error) {
      if ((error as SdkError).$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
  });
}
