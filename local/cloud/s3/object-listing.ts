import { ApiError } from '../wire/api-error.ts';
import { element, textElement } from '../wire/xml.ts';
import { type Bucket, sortedKeys } from './object-store.ts';

const KEYS_MAX = 1000;

type Entry =
  | { readonly kind: 'object'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string };

/**
 * Answers ListObjectsV2.
 *
 * @returns The content of `ListBucketResult`.
 * @throws {ApiError} If `max-keys` is not a number or the token is not one of ours.
 */
export function listObjects(
  bucketName: string,
  bucket: Bucket,
  parameters: URLSearchParams,
): readonly string[] {
  const prefix = parameters.get('prefix') ?? '';
  const delimiter = parameters.get('delimiter') ?? '';
  const keysMax = readKeysMax(parameters);
  const startAfter = readStart(parameters);
  const encode = (text: string) =>
    parameters.get('encoding-type') === 'url' ? encodeURIComponent(text) : text;

  const entries = groupEntries(sortedKeys(bucket), prefix, delimiter).filter(
    (entry) => entry.name > startAfter,
  );
  const page = entries.slice(0, keysMax);
  const last = page.at(-1);
  const isTruncated = page.length < entries.length && last !== undefined;
  return [
    textElement('Name', bucketName),
    textElement('Prefix', encode(prefix)),
    ...(delimiter === '' ? [] : [textElement('Delimiter', encode(delimiter))]),
    ...(parameters.has('encoding-type') ? [textElement('EncodingType', 'url')] : []),
    textElement('MaxKeys', keysMax),
    textElement('KeyCount', page.length),
    textElement('IsTruncated', isTruncated),
    ...(isTruncated
      ? [textElement('NextContinuationToken', Buffer.from(last.name).toString('base64'))]
      : []),
    ...page.map((entry) => renderEntry(entry, bucket, encode)),
  ];
}

function readKeysMax(parameters: URLSearchParams): number {
  const text = parameters.get('max-keys') ?? String(KEYS_MAX);
  if (!/^\d+$/.test(text)) {
    throw new ApiError(400, 'InvalidArgument', 'Provided max-keys not an integer');
  }
  return Math.min(Number(text), KEYS_MAX);
}

function readStart(parameters: URLSearchParams): string {
  const token = parameters.get('continuation-token');
  if (token === null) return parameters.get('start-after') ?? '';
  const start = Buffer.from(token, 'base64').toString();
  if (start === '') {
    throw new ApiError(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  }
  return start;
}

function groupEntries(
  keys: readonly string[],
  prefix: string,
  delimiter: string,
): readonly Entry[] {
  const entries: Entry[] = [];
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      entries.push({ kind: 'object', name: key });
      continue;
    }
    const name = key.slice(0, end + delimiter.length);
    if (entries.at(-1)?.name !== name) entries.push({ kind: 'prefix', name });
  }
  return entries;
}

function renderEntry(entry: Entry, bucket: Bucket, encode: (text: string) => string): string {
  if (entry.kind === 'prefix') {
    return element('CommonPrefixes', textElement('Prefix', encode(entry.name)));
  }
  const object = bucket.get(entry.name);
  return element(
    'Contents',
    textElement('Key', encode(entry.name)),
    textElement('LastModified', new Date(object?.lastModifiedMs ?? 0).toISOString()),
    textElement('ETag', object?.etag ?? ''),
    textElement('Size', object?.body.length ?? 0),
    textElement('StorageClass', 'STANDARD'),
  );
}
