import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { RunHold } from '../../../../shared/run/run-hold.ts';
import type { Store } from '../../../../shared/runtime/store.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 1_000_000;
const KEY = 'progress/0123456789ab/hold.json';

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
let readCount: number;

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  store = memoryStore();
  readCount = 0;
});

/** The hold of one tier. Its jitter always takes the same share of the allowed range. */
function tierHold({ share = 0.5, through = store as Store, deadlineMs = START_MS + 50_000 } = {}) {
  const counted: Store = {
    ...through,
    read: (key) => {
      readCount += 1;
      return through.read(key);
    },
  };
  const ports = { clock, random: () => share, storeWithin: () => counted, deadlineMs };
  return new RunHold(ports, '0123456789ab');
}

function stored(): unknown {
  return JSON.parse(store.texts.get(KEY) ?? 'null');
}

function holdUntil(untilMs: number, refusalCount = 1): void {
  store.texts.set(KEY, JSON.stringify({ untilMs, refusalCount }));
}

/**
 * Returns how long a tier waits before it may invoke, milliseconds; `undefined` if its step ends
 * first.
 */
async function waitMs(hold: RunHold): Promise<number | undefined> {
  const startMs = clock.nowMs();
  const passes = await clock.runUntil(hold.passes());
  return passes ? clock.nowMs() - startMs : undefined;
}

describe('RunHold', () => {
  it('lets a run without a hold pass, and reads at most once a second', async () => {
    const hold = tierHold();

    for (let elapsedMs = 0; elapsedMs < 3_000; elapsedMs += 100) {
      expect(await waitMs(hold)).toBe(0);
      await clock.runUntil(clock.sleepMs(100));
    }

    expect(readCount).toBe(3);
    expect(store.texts.size).toBe(0);
  });

  it('holds every other tier back after throttling, each with its own jitter', async () => {
    await clock.runUntil(tierHold().extend());

    // Half of the first second, and half of the second within which the tiers resume.
    expect(stored()).toEqual({ untilMs: START_MS + 500, refusalCount: 1 });
    expect(await waitMs(tierHold())).toBe(1_000);
  });

  it('grows with throttling in a row up to 30 seconds, and starts over after a calm minute', async () => {
    const lengthsMs: number[] = [];
    for (let refusal = 1; refusal <= 7; refusal++) {
      const hold = tierHold({ share: 1 });
      await clock.runUntil(hold.extend());
      const { untilMs } = stored() as { untilMs: number };
      lengthsMs.push(untilMs - clock.nowMs());
      await clock.runUntil(clock.sleepMs(untilMs - clock.nowMs() + 1));
    }
    expect(lengthsMs).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);

    await clock.runUntil(clock.sleepMs(60_000));
    await clock.runUntil(tierHold().extend());
    expect(stored()).toMatchObject({ refusalCount: 1 });
  });

  it('counts throttling at the same moment once', async () => {
    const holds = [0.2, 0.5, 0.8].map((share) => tierHold({ share }));

    await clock.runUntil(Promise.all([...holds, ...holds].map((hold) => hold.extend())));

    expect(stored()).toEqual({ untilMs: START_MS + 200, refusalCount: 1 });
    const countBefore = readCount;
    await clock.runUntil(Promise.all(holds.map((hold) => hold.extend())));
    expect(readCount).toBe(countBefore);
    expect(await Promise.all(holds.map((hold) => clock.runUntil(hold.passes())))).toEqual([
      true,
      true,
      true,
    ]);
    expect(clock.nowMs()).toBeGreaterThan(START_MS + 200);
  });

  it('reads again before it resumes, because another tier may have been throttled', async () => {
    holdUntil(START_MS + 1_000);
    const hold = tierHold();
    const passing = hold.passes();
    await clock.runUntil(clock.sleepMs(1_200));
    holdUntil(START_MS + 9_000, 2);

    expect(await clock.runUntil(passing)).toBe(true);
    expect(clock.nowMs()).toBe(START_MS + 9_500);
  });

  it('does not wait for a hold that outlasts the step', async () => {
    holdUntil(START_MS + 20_000);

    expect(await waitMs(tierHold({ deadlineMs: START_MS + 20_400 }))).toBeUndefined();
    expect(clock.nowMs()).toBe(START_MS);
    expect(await waitMs(tierHold({ deadlineMs: START_MS + 20_500 }))).toBe(20_500);
  });

  it.each([
    'no JSON',
    '{"untilMs":"soon","refusalCount":1}',
    `{"untilMs":${START_MS + 30_001},"refusalCount":1}`,
  ])('ignores the hold %s, and replaces it', async (text) => {
    await store.write(KEY, text);

    expect(await waitMs(tierHold())).toBe(0);
    await clock.runUntil(tierHold().extend());
    expect(stored()).toEqual({ untilMs: START_MS + 500, refusalCount: 1 });
  });

  it('holds nothing back, and does not fail, if the store fails', async () => {
    const broken: Store = {
      ...store,
      read: async () => {
        throw new TransientServiceError('no answer');
      },
    };
    const hold = tierHold({ through: broken });

    await clock.runUntil(hold.extend());

    expect(await waitMs(hold)).toBe(0);
  });

  it('throws defects', async () => {
    const defective: Store = {
      ...store,
      read: async () => {
        throw new TypeError('a defect');
      },
    };

    await expect(clock.runUntil(tierHold({ through: defective }).passes())).rejects.toThrow(
      TypeError,
    );
  });
});
