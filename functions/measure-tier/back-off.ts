import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';

/** Dependencies of backing off. */
export interface BackOffPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** When waiting must be over, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** First bound of a pause, doubled with each refusal. */
const PAUSE_MS_FIRST = 500;

/** Longest pause. */
const PAUSE_MS_MAX = 10_000;

/** First bound of the pause of a step, doubled with each step without an answer. */
const STEP_PAUSE_MS_FIRST = 8_000;

/**
 * Holds all lanes of a tier back once Lambda throttles it. From the first refusal a single lane
 * goes on, alone and with growing pauses.
 */
export class BackOff {
  readonly #ports: BackOffPorts;
  #refusalCount = 0;
  #lane: number | undefined;

  /** @param lane The one that goes on, where the step before met nothing but refusals. */
  constructor(ports: BackOffPorts, lane?: number) {
    this.#ports = ports;
    this.#lane = lane;
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

  /**
   * Waits after a refusal of an invocation by the state machine, of which there is one in a step:
   * the pauses grow from step to step instead of within one.
   */
  async pauseForStep(lane: number, idleStepCount: number): Promise<void> {
    this.#lane ??= lane;
    const { clock, random, deadlineMs } = this.#ports;
    const leftMs = Math.max(0, deadlineMs - clock.nowMs());
    await clock.sleepMs(random() * Math.min(leftMs, STEP_PAUSE_MS_FIRST * 2 ** idleStepCount));
  }
}
