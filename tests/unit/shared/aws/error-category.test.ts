import { describe, expect, it } from '@jest/globals';
import { errorCategory } from '../../../../shared/aws/error-category.ts';
import { NotReadyError } from '../../../../shared/errors.ts';

function sdkError(name: string, httpStatusCode?: number, extra: object = {}): Error {
  return Object.assign(new Error(String((extra as { message?: string }).message ?? '')), {
    name,
    $metadata: { httpStatusCode },
    ...extra,
  });
}

describe('errorCategory()', () => {
  it.each([
    // The SDK would retry these, although a retry cannot help.
    ['KMSAccessDeniedException', 502, 'permanent'],
    ['InvalidZipFileException', 502, 'permanent'],
    ['PolicyEvaluationException', 500, 'permanent'],
    // The SDK would not retry these, although they are temporary.
    ['EFSMountTimeoutException', 408, 'transient'],
    ['ModelTimeoutException', 408, 'transient'],
    ['SnapStartNotReadyException', 409, 'notReady'],
    ['ServiceException', 500, 'transient'],
    ['TooManyRequestsException', 429, 'throttled'],
    ['Throttling', 400, 'throttled'],
    ['AccessDeniedException', 403, 'permanent'],
    ['ResourceNotFoundException', 404, 'permanent'],
    ['InvalidParameterValueException', 400, 'permanent'],
    ['PreconditionFailedException', 412, 'conflict'],
    // S3 stops waiting for a body with 400, and STS for an identity provider with 400.
    ['RequestTimeout', 400, 'transient'],
    ['RequestTimeoutException', 400, 'transient'],
    ['RequestThrottled', 400, 'throttled'],
    ['RequestThrottledException', 400, 'throttled'],
    ['IDPCommunicationError', 400, 'transient'],
    ['SomethingNewException', 503, 'transient'],
    ['SomethingNewException', 418, 'permanent'],
    ['SomethingNewException', undefined, 'unknown'],
  ])('sorts %s (%s) as %s', (name, status, category) => {
    expect(errorCategory(sdkError(name, status))).toBe(category);
  });

  it.each([
    [
      'The operation cannot be performed at this time. An update is in progress for resource: arn',
      'notReady',
    ],
    [
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      'notReady',
    ],
    ['The function could not be updated due to a concurrent update operation.', 'notReady'],
    ['Lambda is initializing your function. It will be ready to invoke shortly.', 'notReady'],
    [
      'The operation cannot be performed at this time. The function is currently in the following state: Inactive',
      'notReady',
    ],
    [
      'The operation cannot be performed at this time. The function is currently in the following state: Failed',
      'conflict',
    ],
    ['Function already exist: my-fn', 'conflict'],
    ['Unable to delete version because the following aliases reference it: [live]', 'conflict'],
  ])('sorts a 409 by its message: "%s"', (message, category) => {
    expect(errorCategory(sdkError('ResourceConflictException', 409, { message }))).toBe(category);
  });

  it.each([['ECONNRESET'], ['ETIMEDOUT'], ['EPIPE']])('sorts %s as transient', (code) => {
    const socketError = Object.assign(new Error('socket'), { code });

    expect(errorCategory(socketError)).toBe('transient');
    expect(errorCategory(new TypeError('fetch failed', { cause: socketError }))).toBe('transient');
  });

  it.each([
    ['terminated', undefined],
    ['terminated', 'UND_ERR_SOCKET'],
    ['fetch failed', 'UND_ERR_CONNECT_TIMEOUT'],
    ['fetch failed', 'UND_ERR_HEADERS_TIMEOUT'],
  ])('sorts a download that is cut off ("%s", %s) as transient', (message, code) => {
    const cause = code === undefined ? undefined : Object.assign(new Error('socket'), { code });

    expect(errorCategory(new TypeError(message, { cause }))).toBe('transient');
  });

  it.each([
    ['fetch failed', 'CERT_HAS_EXPIRED'],
    ['Invalid URL', undefined],
  ])('does not sort every TypeError as transient ("%s", %s)', (message, code) => {
    const cause = code === undefined ? undefined : Object.assign(new Error('tls'), { code });

    expect(errorCategory(new TypeError(message, { cause }))).toBe('unknown');
  });

  it('keeps the category of the tuner’s own errors', () => {
    expect(errorCategory(new NotReadyError('x'))).toBe('notReady');
  });

  it('sorts anything but an error as unknown', () => {
    expect(errorCategory('text')).toBe('unknown');
  });
});
