import { beforeEach, describe, expect, it } from '@jest/globals';
import { cleanUp } from '../../../../functions/clean-up/clean-up.ts';
import type { CleanUpInput } from '../../../../shared/contract/clean-up.ts';
import { PermissionDeniedError, TransientServiceError } from '../../../../shared/errors.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const RUN_ID = '0123456789ab';
const JOURNAL = `journal/${RUN_ID}/512.json`;
const PAYLOAD = `payloads/${RUN_ID}.json`;
const LEASE = 'leases/us-east-1/target.json';
const EXECUTION_ARN = 'arn:aws:states:us-east-1:123456789012:execution:autotuner:run';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';
const CLONE_ARN = FUNCTION_ARN.replace('target', `clone-${RUN_ID}-512`);

let store: ReturnType<typeof memoryStore>;

beforeEach(() => {
  store = memoryStore();
  store.texts.set(
    JOURNAL,
    JSON.stringify({ executionArn: 'arn', cloneArn: CLONE_ARN, recordedAtMs: 1 }),
  );
  store.texts.set(PAYLOAD, '["{}"]');
  store.texts.set(
    LEASE,
    JSON.stringify({
      kind: 'held',
      runId: RUN_ID,
      executionArn: 'arn',
      functionArn: FUNCTION_ARN,
      acquiredAtMs: 1,
      expiresAtMs: 2,
    }),
  );
});

function run(isRestarting: boolean, deleteClone = gone) {
  const clock = new VirtualClock(1_000_000);
  const input = {
    run: { runId: RUN_ID, executionArn: EXECUTION_ARN, startedAtMs: 1 },
    target: { functionArn: FUNCTION_ARN } as CleanUpInput['target'],
    isRestarting,
  };
  const ports = {
    clock,
    deadlineMs: 1_053_500,
    store,
    clonePrefix: 'clone-',
    deleteClone,
    takeTurns: noTurns,
  };
  return clock.runUntil(cleanUp(ports, input));
}

async function gone(): Promise<void> {}

async function noTurns(): Promise<undefined> {}

async function denied(): Promise<void> {
  throw new PermissionDeniedError('denied');
}

describe('cleanUp()', () => {
  it('deletes everything of a finished run, and releases the function', async () => {
    expect(await run(false)).toEqual({ deletedCloneCount: 1, leftClones: [] });
    expect([...store.texts.keys()]).toEqual([LEASE]);
    expect(JSON.parse(store.texts.get(LEASE) ?? '')).toMatchObject({ kind: 'free', runId: RUN_ID });
  });

  it('reports what it cannot delete', async () => {
    expect(await run(false, denied)).toEqual({
      deletedCloneCount: 0,
      leftClones: [{ functionArn: CLONE_ARN, message: 'denied' }],
    });
    expect(store.texts.has(JOURNAL)).toBe(true);
  });

  it.each([
    ['ignores', new TransientServiceError('no answer')],
    ['throws', new TypeError('a defect')],
  ])('%s a failure to remove the payload: %s', async (outcome, error) => {
    const { remove } = store;
    store.remove = async (key) => {
      if (key === PAYLOAD) throw error;
      await remove(key);
    };

    const cleaned = run(false).then(
      () => 'ignores',
      () => 'throws',
    );

    expect(await cleaned).toBe(outcome);
  });

  it('keeps payload and lease for a run that restarts', async () => {
    const lease = store.texts.get(LEASE);

    expect(await run(true)).toEqual({ deletedCloneCount: 1, leftClones: [] });
    expect([...store.texts.keys()].toSorted()).toEqual([LEASE, PAYLOAD]);
    expect(store.texts.get(LEASE)).toBe(lease);
  });

  it('does not let a run restart while a clone of the old code exists', async () => {
    await expect(run(true, denied)).rejects.toThrow(TransientServiceError);
    expect(store.texts.has(JOURNAL)).toBe(true);
  });
});
