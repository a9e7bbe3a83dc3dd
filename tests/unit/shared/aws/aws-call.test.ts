import { beforeEach, describe, expect, it } from '@jest/globals';
import { callAws, isGivenUp } from '../../../../shared/aws/aws-call.ts';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 1_000_000;
const FOREVER = new Promise<never>(() => undefined);

let clock: VirtualClock;
let attemptCount: number;

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  attemptCount = 0;
});

function call(
  attempt: (signal: AbortSignal) => Promise<string>,
  { deadlineMs = START_MS + 60_000, attemptMsMax = 2_000, attemptCountMax = 1 } = {},
): Promise<string> {
  const counted = (signal: AbortSignal) => {
    attemptCount += 1;
    return attempt(signal);
  };
  const context = { clock, random: () => 0.5, deadlineMs };
  return clock.runUntil(
    callAws('read it', context, counted, { attemptMsMax, attemptCountMax }).catch((error) => error),
  );
}

const heedful = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
  });

describe('callAws()', () => {
  it('returns the answer, and leaves no timer behind', async () => {
    expect(await call(async () => 'answer')).toBe('answer');
    await clock.runAll();
    expect(clock.nowMs()).toBe(START_MS);
  });

  it('says what to do about missing credentials, and hides secrets', async () => {
    const missing = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });

    expect(String(await call(() => Promise.reject(missing)))).toContain(
      'Cannot read it: CredentialsProviderError: Could not load credentials from any providers: set AWS_PROFILE, or other credentials',
    );
    expect(String(await call(() => Promise.reject(new Error('token=abcdef'))))).toContain(
      'Cannot read it: Error: token=***',
    );
  });

  it('ends an attempt when its time is up, and says so', async () => {
    const error = await call(heedful);

    expect(error).toBeInstanceOf(TransientServiceError);
    expect(isGivenUp(error)).toBe(true);
    expect(clock.nowMs()).toBe(START_MS + 2_000);
  });

  it('abandons an attempt that ignores its signal', async () => {
    const error = await call(() => FOREVER);

    expect(isGivenUp(error)).toBe(true);
    expect(clock.nowMs()).toBe(START_MS + 2_500);
  });

  it('lets an attempt finish that is about to answer', async () => {
    const answer = await call(async (signal) => {
      await heedful(signal).catch(() => clock.sleepMs(100));
      return 'in time';
    });

    expect(answer).toBe('in time');
  });

  it('describes a failure on one line, with the code that fetch hides', async () => {
    const cause = Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' });
    const failed = new TypeError('fetch failed', { cause });

    const error = await call(() => Promise.reject(failed), { attemptCountMax: 1 });
    const withoutBody = Object.assign(new Error('UnknownError'), {
      name: 'Unknown',
      $metadata: { httpStatusCode: 403 },
    });
    const headed = await call(() => Promise.reject(withoutBody), { attemptCountMax: 1 });
    const twoLines = await call(() => Promise.reject(new Error('a\n  b')), { attemptCountMax: 1 });

    expect(String(error)).toContain('TypeError: fetch failed (UND_ERR_SOCKET)');
    expect(String(headed)).toContain('Cannot read it: HTTP status 403');
    expect(String(twoLines)).toContain('Error: a b');
  });

  it('retries temporary failures until the deadline', async () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

    const error = await call(() => Promise.reject(reset), {
      deadlineMs: START_MS + 1_000,
      attemptCountMax: 8,
    });

    // Pauses of 50, 100, 200 and 400 ms; the next, of 800, would end after the deadline.
    expect(attemptCount).toBe(5);
    expect(isGivenUp(error)).toBe(false);
    expect(clock.nowMs()).toBe(START_MS + 750);
  });
});
