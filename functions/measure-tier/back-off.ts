import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';

/** What backing off needs of the world. */
export interface BackOffPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** When the step must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** First bound of a pause, doubled with each refusal. */
const PAUSE_MS_FIRST = 500;

/** Longest pause. */
const PAUSE_MS_MAX = 10_000;

/**
 * Holds all lanes of a tier back once the account has no concurrency left: production needs it
 * more. From the first refusal on a single lane goes on, alone and with growing pauses.
 */
export class BackOff {
  readonly #ports: BackOffPorts;
  #refusalCount = 0;
  #lane: number | undefined;

  constructor(ports: BackOffPorts) {
    this.#ports = ports;
  }

  /** Whether a lane may go on. */
  admits(lane: number): boolean {
    return this.#lane === undefined || this.#lane === lane;
  }

  /** Waits after a refusal; `false` if the lane ends, or the step has no time for the pause. */
  async pause(lane: number): Promise<boolean> {
    this.#lane ??= lane;
    if (!this.admits(lane)) {
      return false;
    }
    const { clock, random, deadlineMs } = this.#ports;
    const pauseMs = random() * Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** this.#refusalCount);
    this.#refusalCount += 1;
    if (clock.nowMs() + pauseMs > deadlineMs) {
      return false;
    }
    await clock.sleepMs(pauseMs);
    return true;
  }
}
