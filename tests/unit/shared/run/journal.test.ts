import { beforeEach, describe, expect, it } from '@jest/globals';
import { PermissionDeniedError, TransientServiceError } from '../../../../shared/errors.ts';
import { undoJournal } from '../../../../shared/run/journal.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 1_000_000;
const RUN_ID = '0123456789ab';

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
/** When each clone was deleted, milliseconds after the start. */
let deletedAtMs: number[];

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  store = memoryStore();
  deletedAtMs = [];
});

function cloneArn(size: number, name = `clone-${RUN_ID}-${size}`): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

function journal(count: number): void {
  for (let size = 128; size < 128 + count; size++) write(size, cloneArn(size));
}

function write(size: number, arn: string): void {
  const entry = { executionArn: 'arn', cloneArn: arn, recordedAtMs: START_MS };
  store.texts.set(`journal/${RUN_ID}/${size}.json`, JSON.stringify(entry));
}

/** The ARN of a clone whose journal entry was not read. */
function leftArn(size: number | '*'): string {
  return `arn:aws:lambda:*:123456789012:function:clone-${RUN_ID}-${size}`;
}

function undo({ deadlineMs = START_MS + 53_500, fails = '' } = {}) {
  return clock.runUntil(
    undoJournal(
      {
        clock,
        deadlineMs,
        store,
        clonePrefix: 'clone-',
        takeTurns: async () => undefined,
        deleteClone: async ({ functionArn: arn }) => {
          if (fails !== '' && arn.endsWith(fails)) throw new PermissionDeniedError('denied');
          deletedAtMs.push(clock.nowMs() - START_MS);
        },
      },
      {
        runId: RUN_ID,
        executionArn: 'arn:aws:states:us-east-1:123456789012:execution:autotuner:run',
      },
    ),
  );
}

describe('undoJournal()', () => {
  it('deletes up to ten clones at once', async () => {
    journal(10);

    expect(await undo()).toEqual({ deletedCloneCount: 10, leftClones: [] });
    expect(deletedAtMs).toEqual(Array(10).fill(0));
    expect(store.texts.size).toBe(0);
  });

  it('deletes forty clones ten at a time, well within a step', async () => {
    journal(40);

    expect(await undo()).toEqual({ deletedCloneCount: 40, leftClones: [] });
    for (const atMs of [0, 1_200, 2_400, 3_600]) {
      expect(deletedAtMs.filter((ms) => ms === atMs)).toHaveLength(10);
    }
  });

  it('reports clones that have no time left in this step, and keeps their entries', async () => {
    journal(12);

    const { deletedCloneCount, leftClones } = await undo({ deadlineMs: START_MS + 1_000 });

    expect(deletedCloneCount).toBe(10);
    expect(leftClones.map(({ functionArn }) => functionArn)).toEqual([leftArn(138), leftArn(139)]);
    expect(clock.nowMs()).toBe(START_MS);
    expect([...store.texts.keys()]).toEqual([
      `journal/${RUN_ID}/138.json`,
      `journal/${RUN_ID}/139.json`,
    ]);
    expect(await undo()).toEqual({ deletedCloneCount: 2, leftClones: [] });
  });

  it('reports all clones of the run as left if the journal cannot be listed', async () => {
    journal(3);
    store.list = async () => {
      throw new TransientServiceError('no answer');
    };

    expect(await undo()).toEqual({
      deletedCloneCount: 0,
      leftClones: [{ functionArn: leftArn('*'), message: 'no answer' }],
    });
    expect(store.texts.size).toBe(3);
  });

  it('deletes the others if one fails', async () => {
    journal(3);

    const { deletedCloneCount, leftClones } = await undo({ fails: '-129' });

    expect(deletedCloneCount).toBe(2);
    expect(leftClones).toEqual([{ functionArn: cloneArn(129), message: 'denied' }]);
  });

  it.each(['bystander', 'clone-ffffffffffff-128', `clone-${RUN_ID}-128:1`])(
    'deletes nothing for a journal entry that names %s',
    async (name) => {
      write(128, cloneArn(128, name));

      const { leftClones } = await undo();

      expect(leftClones).toHaveLength(1);
      expect(deletedAtMs).toEqual([]);
    },
  );
});
