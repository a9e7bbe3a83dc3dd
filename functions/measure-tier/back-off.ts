import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';

/** Dependencies of backing off. */
export interface BackOffPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** When waiting must be over, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** Upper bound of the first pause, milliseconds; doubled each time Lambda throttles. */
const PAUSE_MS_FIRST = 500;

/** Longest pause, milliseconds. */
const PAUSE_MS_MAX = 10_000;

/**
 * Upper bound of the first pause between steps, milliseconds; doubled with each step that got no
 * answer.
 */
const STEP_PAUSE_MS_FIRST = 8_000;

/**
 * Holds back all lanes of a tier once Lambda throttles it. After the first throttled invocation a
 * single lane continues, with growing pauses.
 */
export class BackOff {
  readonly #ports: BackOffPorts;
  #refusalCount = 0;
  #lane: number | undefined;

  /** @param lane The only lane that continues, if the previous step met nothing but throttling. */
  constructor(ports: BackOffPorts, lane?: number) {
    this.#ports = ports;
    this.#lane = lane;
  }

  /** Whether a lane may continue. */
  admits(lane: number): boolean {
    return this.#lane === undefined || this.#lane === lane;
  }

  /**
   * Waits after a throttled invocation. Returns `false` if the lane has to end, or if the step has
   * no time left for the pause.
   */
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
   * Waits after Lambda throttled an invocation by the state machine. A step has only one of those,
   * so the pauses grow from step to step instead of within one.
   */
  async pauseForStep(lane: number, idleStepCount: number): Promise<void> {
    this.#lane ??= lane;
    const { clock, random, deadlineMs } = this.#ports;
    const leftMs = Math.max(0, deadlineMs - clock.nowMs());
    await clock.sleepMs(random() * Math.min(leftMs, STEP_PAUSE_MS_FIRST * 2 ** idleStepCount));
  }
}
