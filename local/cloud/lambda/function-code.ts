import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import type { ObjectStore } from '../s3/object-store.ts';
import { ApiError } from '../wire/api-error.ts';
import type { FunctionCode } from './execution-host.ts';
import { UNZIPPED_BYTES_MAX, ZIP_BYTES_MAX } from './function-limits.ts';
import type { JsonObject } from './lambda-protocol.ts';
import { invalidParameter } from './parameter-error.ts';
import { readString } from './parameter-reading.ts';

/** Sources that code is fetched from. */
interface CodeSources {
  readonly objects: ObjectStore;
  /** Local directories by image URI. */
  readonly imageDirectories: Readonly<Record<string, string>>;
}

/**
 * Fetches and checks the code that a request names.
 *
 * @param input `Code` of CreateFunction, the body of UpdateFunctionCode, or `Content` of a layer.
 * @throws {ApiError} If there is no code, or Lambda would not accept it.
 */
export function readFunctionCode(input: JsonObject, sources: CodeSources): FunctionCode {
  const imageUri = readString(input, 'ImageUri');
  if (imageUri !== undefined) return imageCode(imageUri, sources);
  const zip = readZip(input, sources.objects);
  checkZip(zip);
  return { kind: 'zip', zip, sha256: createHash('sha256').update(zip).digest('base64') };
}

function imageCode(imageUri: string, { imageDirectories }: CodeSources): FunctionCode {
  const directory = imageDirectories[imageUri];
  return {
    kind: 'image',
    imageUri,
    sha256: createHash('sha256').update(imageUri).digest('hex'),
    ...(directory === undefined ? {} : { directory }),
  };
}

function readZip(input: JsonObject, objects: ObjectStore): Uint8Array {
  const encoded = readString(input, 'ZipFile');
  if (encoded !== undefined) {
    const zip = Buffer.from(encoded, 'base64');
    if (zip.length > ZIP_BYTES_MAX) {
      throw new ApiError(
        413,
        'RequestEntityTooLargeException',
        'Request must be smaller than 70167211 bytes for the CreateFunction operation',
      );
    }
    return zip;
  }
  const bucketName = readString(input, 'S3Bucket');
  const key = readString(input, 'S3Key');
  if (bucketName === undefined || key === undefined) {
    throw invalidParameter('Please provide a source for function code.');
  }
  const bucket = objects.findBucket(bucketName);
  const object = bucket?.get(key);
  if (object === undefined) {
    const code = bucket === undefined ? 'NoSuchBucket' : 'NoSuchKey';
    const [what, end] = bucket === undefined ? ['bucket', ''] : ['key', '.'];
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: The specified ${what} does not exist${end}`,
    );
  }
  return object.body;
}

function checkZip(zip: Uint8Array): void {
  let unzippedBytes = 0;
  try {
    unzipSync(zip, {
      filter: (file) => {
        unzippedBytes += file.originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  if (unzippedBytes === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  if (unzippedBytes > UNZIPPED_BYTES_MAX) {
    throw invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_BYTES_MAX} bytes`);
  }
}
