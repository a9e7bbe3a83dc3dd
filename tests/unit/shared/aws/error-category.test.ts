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
    // The SDK would retry these; asking again cannot help.
    ['KMSAccessDeniedException', 502, 'permanent'],
    ['InvalidZipFileException', 502, 'permanent'],
    ['PolicyEvaluationException', 500, 'permanent'],
    // The SDK would not retry these; they pass.
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
    ['Function already exist: my-fn', 'conflict'],
    ['Unable to delete version because the following aliases reference it: [live]', 'conflict'],
  ])('goes by the message of a 409: "%s"', (message, category) => {
    expect(errorCategory(sdkError('ResourceConflictException', 409, { message }))).toBe(category);
  });

  it.each([['ECONNRESET'], ['ETIMEDOUT'], ['EPIPE']])('takes %s as passing', (code) => {
    const socketError = Object.assign(new Error('socket'), { code });

    expect(errorCategory(socketError)).toBe('transient');
    expect(errorCategory(new TypeError('fetch failed', { cause: socketError }))).toBe('transient');
  });

  it('leaves the errors of the tuner their own category', () => {
    expect(errorCategory(new NotReadyError('x'))).toBe('notReady');
  });

  it('knows nothing of what is not an error', () => {
    expect(errorCategory('text')).toBe('unknown');
  });
});
