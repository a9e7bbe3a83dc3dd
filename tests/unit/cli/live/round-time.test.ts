import { describe, expect, it } from '@jest/globals';
import { RoundTime } from '../../../../cli/live/round-time.ts';
import type { ProgressEvent } from '../../../../cli/progress/progress-event.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';

function prepared(durationMs: number, changes: object = {}): ProgressEvent {
  const pass = { key: 1, stateName: 'PrepareTier', startedAtMs: 0, output: {} };
  return { ...pass, kind: 'exited', durationMs, ...changes };
}

function measurement(memoryMb: number, warmSampleCount: number, laneCount = 1) {
  return { powerValue: powerValue(memoryMb), warmSampleCount, laneCount, newLaneCount: 1 };
}

const DURATIONS_MS = new Map([
  [128, 1_000],
  [1024, 100],
]);
const durationOf = (memoryMb: number) => DURATIONS_MS.get(memoryMb);

describe('RoundTime', () => {
  it('expects as long as the slowest size takes: its clone, a cold run, and the warm ones', () => {
    const time = new RoundTime();
    time.onEvent(prepared(3_000));
    time.onEvent(prepared(5_000));

    expect(time.expectedMs([measurement(128, 4), measurement(1024, 4)], durationOf)).toBe(
      4_000 + 6 * 1_000,
    );
  });

  it('counts warm runs that are made at the same time once', () => {
    const time = new RoundTime();
    time.onEvent(prepared(4_000));

    expect(time.expectedMs([measurement(1024, 4, 2)], durationOf)).toBe(4_000 + 4 * 100);
  });

  it('expects nothing where nothing like it was seen', () => {
    const time = new RoundTime();
    time.onEvent(prepared(9_000, { error: 'ThrottledError' }));
    expect(time.expectedMs([measurement(128, 1)], durationOf)).toBeUndefined();

    time.onEvent(prepared(4_000));
    expect(time.expectedMs([measurement(512, 1)], durationOf)).toBeUndefined();
    expect(time.expectedMs([], durationOf)).toBeUndefined();
  });
});
