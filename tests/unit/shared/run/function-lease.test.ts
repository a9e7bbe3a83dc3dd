import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionStatus } from '../../../../shared/aws/execution-status.ts';
import type { Run } from '../../../../shared/contract/run.ts';
import { TransientServiceError } from '../../../../shared/errors.ts';
import {
  acquireLease,
  type LeasePorts,
  lastHolder,
  releaseAbandonedLease,
  releaseLease,
} from '../../../../shared/run/function-lease.ts';
import type { Store } from '../../../../shared/runtime/store.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';
const KEY = 'leases/us-east-1/target.json';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const FIRST = runOf('a');
const SECOND = runOf('b');

let nowMs: number;
let store: ReturnType<typeof memoryStore>;
let statuses: Map<string, ExecutionStatus>;

beforeEach(() => {
  nowMs = 1_000_000;
  store = memoryStore();
  statuses = new Map();
});

function runOf(letter: string): Run {
  return { runId: letter.repeat(12), executionArn: `arn:${letter}`, startedAtMs: 1_000_000 };
}

function ports(through: Store = store): LeasePorts {
  return {
    clock: { nowMs: () => nowMs, sleepMs: async () => undefined },
    store: through,
    readExecutionStatus: async (arn) => statuses.get(arn) ?? { kind: 'live' },
  };
}

function holder(): { kind: string; runId: string } {
  return JSON.parse(store.texts.get(KEY) ?? '{}');
}

const dead = { kind: 'dead', status: 'ABORTED', stoppedAtMs: 1_000_000 } as const;

describe('acquireLease()', () => {
  it('acquires a free lease, and keeps it when asked again', async () => {
    expect(await acquireLease(ports(), FIRST, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
    expect(await acquireLease(ports(), FIRST, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
    expect(holder()).toMatchObject({ kind: 'held', runId: FIRST.runId });
  });

  it('gives the lease to one of two runs that ask at once', async () => {
    const outcomes = await Promise.all([
      acquireLease(ports(), FIRST, FUNCTION_ARN),
      acquireLease(ports(), SECOND, FUNCTION_ARN),
    ]);

    expect(outcomes).toMatchObject([
      { kind: 'acquired' },
      { kind: 'busy', holder: { executionArn: FIRST.executionArn } },
    ]);
  });

  it('gives a dead run’s lease to one of two runs that ask at once', async () => {
    await acquireLease(ports(), runOf('c'), FUNCTION_ARN);
    statuses.set('arn:c', dead);

    const outcomes = await Promise.all([
      acquireLease(ports(), FIRST, FUNCTION_ARN),
      acquireLease(ports(), SECOND, FUNCTION_ARN),
    ]);

    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['acquired', 'busy']);
    expect([FIRST.runId, SECOND.runId]).toContain(holder().runId);
  });

  it('takes nothing from a live run until even the longest run is over', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);

    nowMs += 8 * DAY_MS;
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toMatchObject({ kind: 'busy' });
    nowMs += 1;
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
  });

  it('treats an unknown execution as dead only after 15 minutes', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);
    statuses.set(FIRST.executionArn, { kind: 'absent' });

    nowMs += 15 * MINUTE_MS;
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toMatchObject({ kind: 'busy' });
    nowMs += 1;
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
  });

  it('recognises its own lease when the write was refused because its answer was lost', async () => {
    const forgetful: Store = {
      ...store,
      write: async (...written) => {
        await store.write(...written);
        return { kind: 'refused' };
      },
    };

    expect(await acquireLease(ports(forgetful), FIRST, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
  });

  it('gives up after a few lost races', async () => {
    let raceCount = 0;
    const contested: Store = {
      ...store,
      write: async () => {
        raceCount += 1;
        return { kind: 'refused' };
      },
    };
    await acquireLease(ports(), FIRST, FUNCTION_ARN);
    statuses.set(FIRST.executionArn, dead);

    expect(await acquireLease(ports(contested), SECOND, FUNCTION_ARN)).toMatchObject({
      kind: 'busy',
    });
    expect(raceCount).toBeLessThan(10);

    await releaseLease(store, FIRST.runId, FUNCTION_ARN);
    await expect(acquireLease(ports(contested), SECOND, FUNCTION_ARN)).rejects.toThrow(
      TransientServiceError,
    );
  });
});

describe('releaseLease()', () => {
  it('releases the function for the next run', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);

    await releaseLease(store, FIRST.runId, FUNCTION_ARN);

    expect(holder()).toMatchObject({ kind: 'free', runId: FIRST.runId });
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
  });

  it('leaves a lease alone that another run or no run holds', async () => {
    await releaseLease(store, FIRST.runId, FUNCTION_ARN);
    expect(store.texts.size).toBe(0);

    await acquireLease(ports(), SECOND, FUNCTION_ARN);
    await releaseLease(store, FIRST.runId, FUNCTION_ARN);
    expect(holder().runId).toBe(SECOND.runId);
  });

  it('leaves a lease alone that was taken between read and write', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);
    statuses.set(FIRST.executionArn, dead);
    const late: Store = {
      ...store,
      write: async (...written) => {
        await acquireLease(ports(), SECOND, FUNCTION_ARN);
        return await store.write(...written);
      },
    };

    await releaseLease(late, FIRST.runId, FUNCTION_ARN);

    expect(holder()).toMatchObject({ kind: 'held', runId: SECOND.runId });
  });
});

describe('releaseAbandonedLease()', () => {
  it('releases the lease of a dead run, once', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);
    statuses.set(FIRST.executionArn, dead);

    expect(await releaseAbandonedLease(ports(), KEY)).toMatchObject({ runId: FIRST.runId });
    expect(holder()).toMatchObject({ kind: 'free', runId: FIRST.runId });
    expect(await releaseAbandonedLease(ports(), KEY)).toBeUndefined();
  });

  const DONE = new Set([FIRST.runId]);

  it('forgets the execution of a finished run, held or free, once', async () => {
    await acquireLease(ports(), FIRST, FUNCTION_ARN);
    expect(await releaseAbandonedLease(ports(), KEY, DONE)).toBeUndefined();
    await releaseLease(store, FIRST.runId, FUNCTION_ARN);
    expect(await lastHolder(store, KEY)).toBe(FIRST.executionArn);

    expect(await releaseAbandonedLease(ports(), KEY, DONE)).toMatchObject({ kind: 'free' });
    expect(await lastHolder(store, KEY)).toBeUndefined();
    expect(await releaseAbandonedLease(ports(), KEY, DONE)).toBeUndefined();
    expect(await acquireLease(ports(), SECOND, FUNCTION_ARN)).toEqual({ kind: 'acquired' });
  });

  it.each(['held', 'free'])(
    'leaves a lease alone that another run took meanwhile: %s before',
    async (before) => {
      await acquireLease(ports(), FIRST, FUNCTION_ARN);
      statuses.set(FIRST.executionArn, dead);
      if (before === 'free') await releaseLease(store, FIRST.runId, FUNCTION_ARN);
      const late: Store = {
        ...store,
        write: async (...written) => {
          await acquireLease(ports(), SECOND, FUNCTION_ARN);
          return await store.write(...written);
        },
      };

      expect(await releaseAbandonedLease(ports(late), KEY, DONE)).toBeUndefined();
      expect(holder()).toMatchObject({ kind: 'held', runId: SECOND.runId });
    },
  );

  it('leaves the lease of a live run alone, and a missing one', async () => {
    expect(await releaseAbandonedLease(ports(), KEY)).toBeUndefined();
    await acquireLease(ports(), FIRST, FUNCTION_ARN);

    expect(await releaseAbandonedLease(ports(), KEY)).toBeUndefined();
    expect(holder()).toMatchObject({ kind: 'held' });
  });
});
