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
  type _Error as S3DeletionError,
} from '@aws-sdk/client-s3';
import { exactCountText } from '../core/count-text.ts';
import { CallRejectedError, PermissionDeniedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import type { SdkError } from './error-category.ts';

/** A bucket of a known account. Calls are refused if another account owns the bucket. */
export interface OwnBucket {
  readonly name: string;
  readonly accountId: string;
}

/** The only region whose buckets have no location constraint. */
const FIRST_REGION = 'us-east-1';

/** Header with a bucket's region. S3 sends it with refusals, too. */
const REGION_HEADER = 'x-amz-bucket-region';

/**
 * Texts for a bucket that S3 refuses: what that means, and what to do if the bucket is for code.
 */
const REFUSED_BUCKET = 'it belongs to another account, or you may not list it (s3:ListBucket)';
const OTHER_BUCKET = 'name another one with --bucket';

/** Most pages of 1,000 objects that are deleted before the bucket itself. */
const PAGE_COUNT_MAX = 1_000;

/**
 * Makes a private, encrypted bucket, unless it exists.
 *
 * @returns Whether it was made.
 * @throws {PermissionDeniedError} If it belongs to another account, or may not be made.
 * @throws {CallRejectedError} If it is in another region.
 */
export async function ensureBucket(
  client: S3Client,
  context: CallContext,
  { name, accountId, region }: OwnBucket & { readonly region: string },
): Promise<boolean> {
  const owned = { Bucket: name, ExpectedBucketOwner: accountId };
  const action = `make the bucket "${name}"`;
  const find = `use the bucket "${name}" for the code`;
  const isThere = await exists(
    { action: find, refused: `${REFUSED_BUCKET}: ${OTHER_BUCKET}` },
    context,
    async (abortSignal) => {
      try {
        await client.send(new HeadBucketCommand(owned), { abortSignal });
      } catch (error) {
        throw elsewhere(find, region, error as RefusedError) ?? error;
      }
    },
  );
  if (isThere) return false;
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
  const refused =
    'S3 refuses it: reading it needs s3:GetObject on it and s3:ListBucket on the bucket';
  return await exists(
    { action: `look for "s3://${name}/${key}"`, refused },
    context,
    (abortSignal) =>
      client.send(
        new HeadObjectCommand({ Bucket: name, Key: key, ExpectedBucketOwner: accountId }),
        { abortSignal },
      ),
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

/**
 * Deletes a bucket with all its objects; does nothing if there is no such bucket.
 *
 * @throws {TunerError} If an object in it may not be deleted.
 */
export async function deleteBucket(
  client: S3Client,
  context: CallContext,
  { name, accountId }: OwnBucket,
): Promise<void> {
  const owned = { Bucket: name, ExpectedBucketOwner: accountId };
  const action = `delete the bucket "${name}"`;
  const isThere = await exists({ action, refused: REFUSED_BUCKET }, context, (abortSignal) =>
    client.send(new HeadBucketCommand(owned), { abortSignal }),
  );
  if (!isThere) return;
  for (let page = 0; page < PAGE_COUNT_MAX; page++) {
    const { Contents = [] } = await callAws(action, context, (abortSignal) =>
      client.send(new ListObjectsV2Command(owned), { abortSignal }),
    );
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors = [] } = await callAws(action, context, (abortSignal) =>
      client.send(new DeleteObjectsCommand({ ...owned, Delete: { Objects, Quiet: true } }), {
        abortSignal,
      }),
    );
    refuseLeft(action, Errors);
  }
  await callAws(action, context, (abortSignal) =>
    client.send(new DeleteBucketCommand(owned), { abortSignal }),
  );
}

/** Throws if S3 did not delete some objects, which it reports in a successful answer. */
function refuseLeft(action: string, errors: readonly S3DeletionError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  const { Key = '', Code = 'unknown', Message = '' } = first;
  const text = `Cannot ${action}: ${exactCountText(errors.length, 'of its objects stays', 'of its objects stay')}, such as "${Key}": ${Code}: ${Message}`;
  throw Code === 'AccessDenied'
    ? new PermissionDeniedError(text)
    : new CallRejectedError(text, Code);
}

/** A refusal by S3, with the HTTP response that the SDK attaches to the error. */
interface RefusedError extends SdkError {
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Returns the error for a bucket of another region; `undefined` for every other refusal. */
function elsewhere(
  action: string,
  region: string,
  { $response, name }: RefusedError,
): CallRejectedError | undefined {
  const its = $response?.headers?.[REGION_HEADER];
  return its === undefined || its === region
    ? undefined
    : new CallRejectedError(
        `Cannot ${action}: Lambda takes code from a bucket of its own region, ${region}, and this one is in ${its}: ${OTHER_BUCKET}`,
        name,
      );
}

/**
 * Whether the bucket or object exists. The answer to a HEAD request has no body, so a refusal
 * carries no message of its own.
 */
async function exists(
  { action, refused }: { readonly action: string; readonly refused: string },
  context: CallContext,
  ask: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  return await callAws(action, context, async (signal) => {
    try {
      await ask(signal);
      return true;
    } catch (error) {
      const status = (error as SdkError).$metadata?.httpStatusCode;
      if (status === 404) return false;
      throw status === 403
        ? new PermissionDeniedError(`Cannot ${action}: ${refused}`, { cause: error })
        : error;
    }
  });
}
