import { ApiError } from '../wire/api-error.ts';
import type { StoredObject } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Checks the conditional headers of a PutObject against what is stored now.
 *
 * @throws {ApiError} `PreconditionFailed` if the condition does not hold, `NoSuchKey` if the object
 * to replace is gone, `NotImplemented` for combinations that S3 does not have.
 */
export function checkPutPrecondition(headers: Headers, current: StoredObject | undefined): void {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined && ifNoneMatch !== undefined) throw notImplemented('If-Match');
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw notImplemented('If-None-Match');
    if (current !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (ifMatch !== undefined) {
    if (ifMatch === '*') throw notImplemented('If-Match');
    if (current === undefined) throw new ApiError(404, 'NoSuchKey', NO_SUCH_KEY);
    if (!isSameTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
  }
}

/**
 * Checks the conditional headers of a DeleteObject against what is stored now.
 *
 * @throws {ApiError} As {@linkcode checkPutPrecondition}.
 */
export function checkDeletePrecondition(headers: Headers, current: StoredObject | undefined): void {
  for (const name of ['x-amz-if-match-last-modified-time', 'x-amz-if-match-size']) {
    if (headers[name] !== undefined) throw notImplemented(name);
  }
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (current === undefined) throw new ApiError(404, 'NoSuchKey', NO_SUCH_KEY);
  if (ifMatch !== '*' && !isSameTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
}

/** How a conditional read turns out. */
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

/** S3's message for an object that is not there. */
export const NO_SUCH_KEY = 'The specified key does not exist.';

/** The error of a condition that does not hold. */
export function preconditionFailed(condition: string): ApiError {
  return new ApiError(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { Condition: condition },
  );
}

function notImplemented(header: string): ApiError {
  return new ApiError(
    501,
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    { Header: header },
  );
}

function isSameTag(given: string, stored: string): boolean {
  return given.replaceAll('"', '') === stored.replaceAll('"', '');
}
