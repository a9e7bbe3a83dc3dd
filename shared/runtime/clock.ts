import { setTimeout as delay } from 'node:timers/promises';

/** The only source of time and waiting; tests and the simulator pass their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /**
   * Waits.
   *
   * @param durationMs How long, in milliseconds; at most 15 minutes.
   * @param signal Ends the wait early by rejecting with the signal's reason.
   */
  sleepMs(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleepMs: async (durationMs, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(durationMs, undefined, signal ? { signal } : {});
    } catch (error) {
      // The timer rejects with an AbortError of its own; callers need the signal's reason.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/**
 * Returns the machine's clock, read once and then advanced by a monotonic timer: a clock that is
 * set back during a step must not make the step wait past its end. Counts whole milliseconds.
 */
export function steadyClock(): Clock {
  const startedAtMs = systemClock.nowMs();
  const origin = performance.now();
  return {
    nowMs: () => startedAtMs + Math.round(performance.now() - origin),
    sleepMs: systemClock.sleepMs,
  };
}
