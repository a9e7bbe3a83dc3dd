import { Readable } from 'node:stream';
import type { FunctionCode, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { definedOnly } from '../core/defined-only.ts';
import { UnsupportedFunctionError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, s3Client } from './clients.ts';
import type { SdkError } from './error-category.ts';
import { DOWNLOAD_MS_MAX, openDownload, readDownload } from './zip-download.ts';

/** Largest zip that CreateFunction takes in the request itself (Lambda quotas: 50 MB zipped). */
const DIRECT_ZIP_BYTES_MAX = 50 * 1024 * 1024;

/** The bucket for code that is too large to be sent directly. */
export interface CodeShelf {
  readonly client: S3Client;
  readonly bucketName: string;
  /** The bucket's region. CreateFunction only reads from a bucket in the function's own region. */
  readonly region: string;
  /**
   * Larger zips go through the bucket, bytes. This is the limit of CreateFunction, except in tests.
   */
  readonly directZipBytesMax: number;
  /** Downloads from the URL that Lambda signed. */
  readonly fetch: typeof fetch;
}

/** Returns the shelf in the tuner's own bucket. */
export function codeShelf(
  access: AwsAccess,
  place: Pick<CodeShelf, 'bucketName' | 'region'>,
): CodeShelf {
  return {
    ...place,
    client: s3Client(access),
    directZipBytesMax: DIRECT_ZIP_BYTES_MAX,
    fetch: access.fetch ?? fetch,
  };
}

/**
 * Brings a function's code into a form that CreateFunction accepts.
 *
 * The download URL that Lambda gives is signed and valid for ten minutes. It never leaves this
 * module or appears in a message.
 *
 * @throws {UnsupportedFunctionError} If the code is not available in the function's region.
 */
export async function functionCode(
  target: GetFunctionCommandOutput,
  region: string,
  shelf: CodeShelf,
  context: CallContext,
): Promise<FunctionCode> {
  const name = target.Configuration?.FunctionName ?? '';
  if (target.Configuration?.PackageType === 'Image') {
    const imageUri = target.Code?.ResolvedImageUri ?? target.Code?.ImageUri;
    if (imageUri === undefined) {
      throw new UnsupportedFunctionError(`Cannot clone "${name}": Lambda does not name its image`);
    }
    return { ImageUri: imageUri };
  }
  const location = target.Code?.Location;
  if (location === undefined) {
    throw new UnsupportedFunctionError(
      `Cannot clone "${name}": Lambda gives no address to download its code from`,
    );
  }
  const sourceKey = target.Code?.SourceKMSKeyArn;
  const code = await zipCode(
    { name, location, region, codeSha256: codeSha256Of(target) },
    shelf,
    context,
  );
  return definedOnly({ ...code, SourceKMSKeyArn: sourceKey });
}

interface ZipOrigin {
  readonly name: string;
  readonly location: string;
  readonly region: string;
  readonly codeSha256: string;
}

async function zipCode(
  origin: ZipOrigin,
  shelf: CodeShelf,
  context: CallContext,
): Promise<FunctionCode> {
  const address = { what: `the code of "${origin.name}"`, location: origin.location };
  return await callAws(
    `download ${address.what}`,
    context,
    async (signal) => {
      const response = await openDownload(address, shelf.fetch, signal);
      const length = response.headers.get('content-length');
      if (length === null || Number(length) <= shelf.directZipBytesMax) {
        const zip = await readDownload(address, response);
        if (zip.length <= shelf.directZipBytesMax) return { ZipFile: zip };
        return await shelveOrRefuse(origin, { body: zip, bytes: zip.length }, shelf, signal);
      }
      const zip = { body: response.body, bytes: Number(length) };
      return await shelveOrRefuse(origin, zip, shelf, signal);
    },
    { attemptMsMax: DOWNLOAD_MS_MAX },
  );
}

/** A zip that is being downloaded, or a whole one if the server did not state its length. */
interface Zip {
  readonly body: ReadableStream | Uint8Array;
  readonly bytes: number;
}

/** @throws {UnsupportedFunctionError} If the zip is too large to be used in another region. */
async function shelveOrRefuse(
  origin: ZipOrigin,
  zip: Zip,
  shelf: CodeShelf,
  signal: AbortSignal,
): Promise<FunctionCode> {
  if (origin.region !== shelf.region) {
    await cancel(zip);
    throw new UnsupportedFunctionError(
      `Cannot clone "${origin.name}": a zip above ${shelf.directZipBytesMax} bytes must lie in a bucket of the function's own region (${origin.region}), and the tuner's bucket is in ${shelf.region}: deploy the tuner in ${origin.region}`,
    );
  }
  return await shelve(origin, zip, shelf, signal);
}

async function cancel({ body }: Zip): Promise<void> {
  if (body instanceof ReadableStream) await body.cancel();
}

/** Stores a zip in the bucket, once per code hash: the tiers of a run, and later runs, share it. */
async function shelve(
  origin: ZipOrigin,
  zip: Zip,
  { client, bucketName }: CodeShelf,
  abortSignal: AbortSignal,
): Promise<FunctionCode> {
  const key = `code/${Buffer.from(origin.codeSha256, 'base64').toString('hex')}.zip`;
  const place = { Bucket: bucketName, Key: key };
  const code = { S3Bucket: bucketName, S3Key: key };
  try {
    await client.send(new HeadObjectCommand(place), { abortSignal });
    await cancel(zip);
    return code;
  } catch (error) {
    if ((error as SdkError).$metadata?.httpStatusCode !== 404) {
      throw error;
    }
  }
  await client.send(
    new PutObjectCommand({
      ...place,
      Body:
        zip.body instanceof ReadableStream
          ? Readable.fromWeb(zip.body as Parameters<typeof Readable.fromWeb>[0])
          : zip.body,
      ContentLength: zip.bytes,
      ContentType: 'application/zip',
    }),
    { abortSignal },
  );
  return code;
}

function codeSha256Of(target: GetFunctionCommandOutput): string {
  return target.Configuration?.CodeSha256 ?? '';
}
