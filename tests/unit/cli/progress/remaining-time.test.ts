import { describe, expect, it } from '@jest/globals';
import { remainingRoundMs } from '../../../../cli/progress/remaining-time.ts';
import { NEW_RUN, type RunView } from '../../../../cli/progress/run-view.ts';
import type { SizeView } from '../../../../cli/progress/size-view.ts';
import { aSample } from '../../../support/tuning-worlds.ts';

const warm = (count: number, durationMs: number) =>
  Array.from({ length: count }, () => aSample({ durationMs }));

function size(memoryMb: number, changes: Partial<SizeView>): SizeView {
  return {
    memoryMb,
    state: 'waiting',
    plannedCount: 3,
    samples: [],
    samplesBefore: [],
    laneCount: 1,
    measuredForMs: 0,
    ...changes,
  };
}

function measuring(...sizes: readonly SizeView[]): RunView {
  return { ...NEW_RUN, phase: 'measuring', sizes };
}

const SMALLER = size(256, {
  state: 'done',
  plannedCount: 1,
  samples: warm(1, 1_000),
  samplesBefore: warm(1, 1_000),
});

describe('remainingRoundMs()', () => {
  it('is not known before anything is measured', () => {
    expect(remainingRoundMs(measuring(size(256, {}), size(512, {})), 0)).toBeUndefined();
  });

  it('expects a new size to take as long as the next smaller one: a cold run and three warm ones', () => {
    expect(remainingRoundMs(measuring(SMALLER, size(512, {})), 0)).toBe(4_000);
  });

  it('expects of a size the mean of its own samples for those that are missing', () => {
    const half = size(512, { samples: warm(1, 200), plannedCount: 3 });

    expect(remainingRoundMs(measuring(SMALLER, half), 0)).toBe(400);
  });

  it('expects a smaller size to take longer at most in proportion to its memory', () => {
    const larger = size(1024, { state: 'done', samples: warm(3, 100), plannedCount: 3 });

    expect(remainingRoundMs(measuring(size(256, {}), larger), 0)).toBe(4 * 400);
  });

  it('divides the samples among lanes, and subtracts the time that has passed', () => {
    const open = size(512, { laneCount: 3, state: 'measuring', stepSinceMs: 10_000 });

    expect(remainingRoundMs(measuring(SMALLER, open), 10_500)).toBe(1_500);
  });

  it('learns from finished sizes of the round how much longer than their invocations they took', () => {
    const queued = size(256, {
      state: 'done',
      plannedCount: 1,
      samples: warm(1, 1_000),
      measuredForMs: 6_000,
    });

    // One cold and one warm run of 1 s each took 6 s: three times as long.
    expect(remainingRoundMs(measuring(queued, size(512, {})), 0)).toBe(3 * 4_000);
  });

  it('adds the time to make a missing clone, as measured for others', () => {
    const made = { ...SMALLER, preparedForMs: 3_000 };
    const preparing = size(512, { state: 'preparing', stepSinceMs: 1_000 });

    expect(remainingRoundMs({ ...measuring(made, size(512, {})), phase: 'planning' }, 0)).toBe(
      3_000 + 4_000,
    );
    expect(remainingRoundMs(measuring(made, preparing), 3_000)).toBe(1_000 + 4_000);
  });

  it('is not known if a size takes longer than expected, or once the measuring is over', () => {
    const late = size(512, { state: 'measuring', stepSinceMs: 0 });

    expect(remainingRoundMs(measuring(SMALLER, late), 5_000)).toBeUndefined();
    expect(
      remainingRoundMs({ ...measuring(SMALLER, size(512, {})), phase: 'cleaning up' }, 0),
    ).toBeUndefined();
    expect(remainingRoundMs(measuring(SMALLER), 0)).toBeUndefined();
  });
});
