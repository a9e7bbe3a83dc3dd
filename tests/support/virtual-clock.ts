import type { Clock } from '../../shared/runtime/clock.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly order: number;
  wake(): void;
}

/**
 * Maximum number of wake-ups in one run: more than any bounded run needs, so that an endless one is
 * noticed.
 */
const WAKE_COUNT_MAX = 2_000_000;

/**
 * A clock whose time passes only when nothing else can happen: once everything waits, the sleeper
 * that is due first is woken, and the clock is set to its time. Sleepers due at the same time are
 * woken in order of arrival.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #wakeCount = 0;
  /** Sorted by due time, the first one due last. */
  readonly #sleepers: Sleeper[] = [];

  /** @param startMs Milliseconds since the Unix epoch. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleepMs(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.#remove(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAtMs: this.#nowMs + Math.max(0, durationMs),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#insert(sleeper);
    });
  }

  /**
   * Lets time pass until a promise is settled.
   *
   * @throws {RangeError} If nothing sleeps any more and the promise is still pending.
   */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await macrotask();
    while (!isSettled) {
      if (!this.#wakeNext()) {
        throw new RangeError('Cannot go on: nothing sleeps, and what is waited for is not done');
      }
      await macrotask();
    }
    return promise;
  }

  /** Lets time pass until nothing sleeps any more. */
  async runAll(): Promise<void> {
    await macrotask();
    while (this.#wakeNext()) {
      await macrotask();
    }
  }

  #wakeNext(): boolean {
    const sleeper = this.#sleepers.pop();
    if (sleeper === undefined) {
      return false;
    }
    this.#wakeCount += 1;
    if (this.#wakeCount > WAKE_COUNT_MAX) {
      throw new RangeError(`Cannot go on: more than ${WAKE_COUNT_MAX} wake-ups in one run`);
    }
    this.#nowMs = sleeper.wakeAtMs;
    sleeper.wake();
    return true;
  }

  #insert(sleeper: Sleeper): void {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#sleepers[middle] as Sleeper;
      if (isLater(other, sleeper)) low = middle + 1;
      else high = middle;
    }
    this.#sleepers.splice(low, 0, sleeper);
  }

  #remove(sleeper: Sleeper): void {
    const index = this.#sleepers.indexOf(sleeper);
    if (index >= 0) this.#sleepers.splice(index, 1);
  }
}

function isLater(a: Sleeper, b: Sleeper): boolean {
  return a.wakeAtMs > b.wakeAtMs || (a.wakeAtMs === b.wakeAtMs && a.order > b.order);
}

/**
 * Waits for the next turn of the event loop: before it, every promise and tick that can run has
 * run.
 */
function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
