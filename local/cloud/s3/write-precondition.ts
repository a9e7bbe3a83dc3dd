import { ApiError } from '../wire/api-error.ts';
import type { StoredObject } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Checks the conditional headers of a PutObject against what is stored now.
 *
 * @throws {ApiError} `PreconditionFailed` if the condition does not hold, `NoSuchKey` if the object
 * to replace is gone, `NotImplemented` for combinations that S3 does not have.
 */
export function checkPutPrecondition(
  headers: Headers,
  key: string,
  current: StoredObject | undefined,
): void {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw notImplemented(
      'If-Match,If-None-Match',
      'Multiple conditional request headers present in the request',
    );
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw unacceptable('If-None-Match');
    if (current !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (ifMatch !== undefined) {
    if (ifMatch === '*') throw unacceptable('If-Match');
    if (current === undefined) throw noSuchKey(key);
    if (!isSameTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
  }
}

/**
 * Checks the conditional headers of a DeleteObject against what is stored now.
 *
 * @throws {ApiError} As {@linkcode checkPutPrecondition}.
 */
export function checkDeletePrecondition(
  headers: Headers,
  key: string,
  current: StoredObject | undefined,
): void {
  for (const name of ['x-amz-if-match-last-modified-time', 'x-amz-if-match-size']) {
    if (headers[name] !== undefined) throw notImplemented(name);
  }
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (ifMatch !== '*' && !isSameTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
}

/** Evaluates the conditional headers of a read. */
export function evaluateReadCondition(
  headers: Headers,
  current: StoredObject,
): 'send' | 'notModified' | 'preconditionFailed' {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && ifMatch !== '*' && !isSameTag(ifMatch, current.etag)) {
    return 'preconditionFailed';
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch === undefined) return 'send';
  return ifNoneMatch === '*' || isSameTag(ifNoneMatch, current.etag) ? 'notModified' : 'send';
}

/** Returns the error for an object that does not exist. */
export function noSuchKey(key: string): ApiError {
  return new ApiError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
}

/** Returns the error for a condition that does not hold. */
export function preconditionFailed(condition: string): ApiError {
  return new ApiError(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { Condition: condition },
  );
}

function unacceptable(header: string): ApiError {
  return notImplemented(
    header,
    `We don't accept the provided value of ${header} header for this API`,
  );
}

function notImplemented(header: string, additionalMessage?: string): ApiError {
  return new ApiError(
    501,
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    { Header: header, ...(additionalMessage === undefined ? {} : { additionalMessage }) },
  );
}

function isSameTag(given: string, stored: string): boolean {
  return given.replaceAll('"', '') === stored.replaceAll('"', '');
}
