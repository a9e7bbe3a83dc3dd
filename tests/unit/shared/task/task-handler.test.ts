import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { ThrottledError } from '../../../../shared/errors.ts';
import { runTask } from '../../../../shared/task/task-handler.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const STEP = {
  clock: new VirtualClock(0),
  random: seededRandom(1),
  deadlineMs: 1_000,
  count: () => undefined,
  measure: () => undefined,
  warn: () => undefined,
};

/** An error whose message cannot be assigned, like some errors of the platform. */
class ReadOnlyError extends Error {
  override get message(): string {
    return 'Aborted';
  }
}

/** Returns the error that leaves a task which throws something. */
async function leaving(thrown: unknown, messageLengthMax?: number): Promise<Error> {
  const task = {
    name: 'Work',
    ...(messageLengthMax !== undefined && { messageLengthMax }),
    input: z.unknown(),
    output: z.unknown(),
    run: async () => {
      throw thrown;
    },
  };
  return await runTask(task, {}, STEP).then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
}

describe('runTask()', () => {
  it('lets the tuner’s own error leave with its name, and its category at the end', async () => {
    const error = await leaving(new ThrottledError('Slow down'));

    expect(error).toMatchObject({ name: 'ThrottledError', message: 'Slow down [throttled]' });
    expect(error.stack).toMatch(/^ThrottledError\n +at /);
  });

  it.each([
    [new TypeError('x is not a function'), 'TypeError', 'x is not a function [unknown]'],
    [new ReadOnlyError(), 'Error', 'Aborted [unknown]'],
    ['a text', 'Error', 'a text [unknown]'],
  ])('gives any other error the category unknown: %s', async (thrown, name, message) => {
    expect(await leaving(thrown)).toMatchObject({ name, message });
  });

  it('adds a category to the error for an input of the wrong shape', async () => {
    const task = { name: 'Work', input: z.string(), output: z.unknown(), run: async () => null };

    await expect(runTask(task, 1, STEP)).rejects.toThrow(/ \[permanent\]$/);
  });

  it('cuts a message that Step Functions would cut off in the middle of its JSON', async () => {
    const { message } = await leaving(new ThrottledError('x'.repeat(100_000)));

    expect(message).toHaveLength(8_000 + '… [throttled]'.length);
    expect(message).toMatch(/x… \[throttled\]$/);
  });

  it('cuts it shorter for a task that may fail many times in one round', async () => {
    const { name, message, stack } = await leaving(new ThrottledError('€'.repeat(100_000)), 1_000);
    const cause = JSON.stringify({ errorType: name, errorMessage: message, trace: stack });

    expect(message).toHaveLength(1_000 + '… [throttled]'.length);
    // Forty such causes fit into 262,144 bytes, at three bytes per character and with a short
    // stack.
    expect(Buffer.byteLength(cause)).toBeLessThan(4_500);
  });
});
