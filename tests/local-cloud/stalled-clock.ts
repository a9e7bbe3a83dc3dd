import type { Clock } from '../../shared/runtime/clock.ts';

/** A clock that stands still until a test moves it. Waiting moves it too. */
export interface StalledClock extends Clock {
  advanceMs(durationMs: number): void;
}

/** Creates a clock that starts at 2026-11-01. */
export function createStalledClock(): StalledClock {
  let nowMs = Date.UTC(2026, 10, 1);
  return {
    nowMs: () => nowMs,
    sleepMs: async (durationMs) => {
      nowMs += durationMs;
    },
    advanceMs: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
