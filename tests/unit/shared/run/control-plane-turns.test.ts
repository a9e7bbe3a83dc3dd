import { describe, expect, it } from '@jest/globals';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { takeTurnsOfAll } from '../../../../shared/run/control-plane-turns.ts';
import type { Store } from '../../../../shared/runtime/store.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const KEY = 'pace/control-plane.json';

function taker(store: Pick<Store, 'read' | 'write'>, clock = new VirtualClock(5_000)) {
  const ports = { store, clock, random: seededRandom(1), measure: () => undefined };
  return { clock, take: (count: number) => takeTurnsOfAll(ports, { count, work: 'createClone' }) };
}

describe('takeTurnsOfAll()', () => {
  it('gives no turn twice, however many runs ask at once', async () => {
    const { clock, take } = taker(memoryStore());

    const taken = await clock.runUntil(Promise.all([3, 4, 5, 2].map(take)));

    const turns = taken.flatMap((each) => each ?? []);
    expect(turns).toHaveLength(14);
    for (const begin of turns) {
      const inSecond = turns.filter((atMs) => atMs >= begin && atMs < begin + 1000);
      expect(inSecond.length).toBeLessThanOrEqual(5);
    }
  });

  it('does not use the store if no turn is wanted', async () => {
    const store = memoryStore();

    expect(await taker(store).take(0)).toEqual([]);
    expect(store.texts.size).toBe(0);
  });

  it.each([
    ['the store does not answer', undefined],
    ['the stored pace cannot be read', 'nonsense'],
    [
      'the queue is absurdly long',
      JSON.stringify({ requestsAtMs: Array(10).fill(5_000 + 3_600_000), takenBy: 'x' }),
    ],
  ])('leaves a run its own pace if %s', async (_name, text) => {
    const store = memoryStore();
    if (text !== undefined) store.texts.set(KEY, text);
    const broken = {
      ...store,
      read: async (key: string) => {
        if (text === undefined) throw new TransientServiceError('it is gone');
        return await store.read(key);
      },
    };

    expect(await taker(broken).take(3)).toBeUndefined();
  });
});
