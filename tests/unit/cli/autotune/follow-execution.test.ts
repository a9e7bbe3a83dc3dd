import { describe, expect, it } from '@jest/globals';
import { followExecution } from '../../../../cli/autotune/follow-execution.ts';
import type { ExecutionEnd, ExecutionEvent } from '../../../../shared/aws/execution-events.ts';
import {
  CallRejectedError,
  PermissionDeniedError,
  ThrottledError,
} from '../../../../shared/errors.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const END: ExecutionEvent = {
  id: 2,
  previousId: 1,
  atMs: 0,
  kind: 'ended',
  end: { status: 'SUCCEEDED', output: { a: 1 } },
};
const LINK: ExecutionEvent = { id: 1, previousId: 0, atMs: 0, kind: 'link' };

type Look = readonly ExecutionEvent[] | Error;

/** Follows an execution whose polls answer this; the last answer is repeated. */
async function follow(
  looks: readonly Look[],
  signal = new AbortController().signal,
  readEnd: () => Promise<ExecutionEnd | undefined> = async () => undefined,
) {
  const clock = new VirtualClock(0);
  const seen: number[] = [];
  const lookedAtMs: number[] = [];
  const following = followExecution(
    {
      clock,
      readNewEvents: async () => {
        lookedAtMs.push(clock.nowMs());
        const look = looks[Math.min(lookedAtMs.length, looks.length) - 1] ?? [];
        if (look instanceof Error) throw look;
        return look;
      },
      readEnd,
    },
    { signal, onEvent: ({ id }) => seen.push(id) },
  );
  const end = await clock.runUntil(following);
  return { end, seen, lookedAtMs };
}

describe('followExecution()', () => {
  it('polls less often while nothing happens', async () => {
    const { end, seen, lookedAtMs } = await follow([[LINK], [], [], [], [], [], [], [END]]);

    expect(end).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
    expect(seen).toEqual([1, 2]);
    // 1 s, then half as much again each time, up to 5 s.
    expect(lookedAtMs).toEqual([0, 1_000, 2_500, 4_750, 8_125, 13_125, 18_125, 23_125]);
  });

  it('waits out throttling with growing pauses', async () => {
    const throttled = new ThrottledError('slow down');

    const { lookedAtMs } = await follow([throttled, throttled, throttled, [END]]);

    expect(lookedAtMs).toEqual([0, 2_000, 6_000, 14_000]);
  });

  it('gives up if throttling does not end', async () => {
    await expect(follow([new ThrottledError('slow down')])).rejects.toThrow('slow down');
  });

  it('fails at once if it may not read the history', async () => {
    await expect(follow([new PermissionDeniedError('no'), [END]])).rejects.toThrow('no');
  });

  it('waits until an execution that was just started is known', async () => {
    const unknown = new CallRejectedError('unknown', 'ExecutionDoesNotExist');

    expect((await follow([unknown, [END]])).seen).toEqual([2]);
    await expect(follow([[LINK], unknown, [END]])).rejects.toThrow('unknown');
  });

  it('ends when the signal is aborted', async () => {
    await expect(follow([[END]], AbortSignal.abort(new Error('interrupted')))).rejects.toThrow(
      'interrupted',
    );
  });

  it('does not poll if the signal is already aborted', async () => {
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    let lookCount = 0;
    const look = { ...LINK, kind: 'link' } as const;

    const following = followExecution(
      {
        clock: new VirtualClock(0),
        readNewEvents: async () => {
          lookCount += 1;
          return [look];
        },
        readEnd: async () => undefined,
      },
      { signal: interrupted, onEvent: () => undefined },
    );

    await expect(following).rejects.toThrow('interrupted');
    expect(lookCount).toBe(0);
  });
});

describe('followExecution() while the history shows nothing new', () => {
  const failed = { status: 'FAILED', error: 'SomeError', cause: 'some cause' } as const;

  it('describes the execution after every fifth poll', async () => {
    const answers = [undefined, failed];
    const never = new AbortController().signal;

    const { end, lookedAtMs } = await follow([[LINK], []], never, async () => answers.shift());

    expect(end).toEqual(failed);
    expect(lookedAtMs).toHaveLength(11);
  });

  it('keeps polling if it may not describe the execution', async () => {
    const idle: Look[] = Array.from({ length: 8 }, () => []);
    const never = new AbortController().signal;

    const { end } = await follow([[LINK], ...idle, [END]], never, async () => {
      throw new PermissionDeniedError('no');
    });

    expect(end).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
  });
});
