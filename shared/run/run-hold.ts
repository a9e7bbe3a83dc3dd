import * as z from 'zod/mini';
import { type Hold, holdSchema } from '../contract/hold.ts';
import { holdKey } from '../contract/store-key.ts';
import { parseJson } from '../core/json.ts';
import { rethrowDefect } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Store, WriteCondition } from '../runtime/store.ts';

/** Dependencies of holding a run back. */
export interface RunHoldPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Returns a store each of whose calls takes at most this long, milliseconds. */
  storeWithin(durationMsMax: number): Store;
  /** When waiting must be over, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** Upper bound of the first hold, milliseconds; doubled each time Lambda throttles. */
const HOLD_MS_FIRST = 1_000;

/** Longest hold, milliseconds. */
const HOLD_MS_MAX = 30_000;

/** A hold this long after the end of the last one counts as the first again, milliseconds. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Shortest time between two reads of the hold by one tier, milliseconds. */
const LOOK_INTERVAL_MS = 1_000;

/** Longest wait for the store, milliseconds; a hold is not worth more. */
const STORE_MS_MAX = 1_000;

/** Time after a hold within which the tiers resume, each at a random moment, milliseconds. */
const RETURN_MS_MAX = 1_000;

/** Most lost races against other tiers before a throttled invocation goes unrecorded. */
const RACE_COUNT_MAX = 3;

/**
 * Holds all tiers of a run back after the account's concurrency limit throttled one of them:
 * production needs the concurrency more. Shared by the lanes of a tier, and through the store by
 * the tiers of a run.
 *
 * A failing store is ignored, because each tier also backs off by itself.
 */
export class RunHold {
  readonly #ports: RunHoldPorts;
  readonly #key: string;
  #untilMs = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #look: Promise<void> = Promise.resolve();
  #extension: Promise<void> | undefined;

  constructor(ports: RunHoldPorts, runId: string) {
    this.#ports = ports;
    this.#key = holdKey(runId);
  }

  /** Reads whether the run is on hold, unless this tier read it a moment ago. */
  look(): Promise<void> {
    const nowMs = this.#ports.clock.nowMs();
    if (Math.abs(nowMs - this.#lookedAtMs) >= LOOK_INTERVAL_MS) {
      this.#lookedAtMs = nowMs;
      this.#look = this.#readUntil();
    }
    return this.#look;
  }

  /** Waits until the run is no longer on hold; `false` if the step has no time for that. */
  async passes(): Promise<boolean> {
    const { clock, random, deadlineMs } = this.#ports;
    await this.look();
    while (this.#isHeld()) {
      const returnsAtMs = this.#untilMs + random() * RETURN_MS_MAX;
      if (returnsAtMs > deadlineMs) {
        return false;
      }
      await clock.sleepMs(returnsAtMs - clock.nowMs());
      // Another tier may have been throttled again.
      await this.#readUntil();
    }
    return true;
  }

  /** Puts the run on hold after a throttled invocation. Several at the same moment count as one. */
  async extend(): Promise<void> {
    this.#extension ??= this.#writeExtension().finally(() => {
      this.#extension = undefined;
    });
    await this.#extension;
  }

  #isHeld(): boolean {
    return this.#untilMs > this.#ports.clock.nowMs();
  }

  async #readUntil(): Promise<void> {
    try {
      this.#take((await this.#read()).hold);
    } catch (error) {
      rethrowDefect(error);
    }
  }

  async #writeExtension(): Promise<void> {
    const { clock, storeWithin } = this.#ports;
    try {
      for (let race = 1; race <= RACE_COUNT_MAX && !this.#isHeld(); race++) {
        const found = await this.#read();
        this.#take(found.hold);
        if (this.#isHeld()) {
          return;
        }
        const hold = this.#next(found.hold, clock.nowMs());
        const { kind } = await storeWithin(STORE_MS_MAX).write(this.#key, JSON.stringify(hold), {
          condition: found.condition,
        });
        if (kind === 'written') {
          this.#take(hold);
        }
      }
    } catch (error) {
      rethrowDefect(error);
    }
  }

  async #read(): Promise<{ hold: Hold | undefined; condition: WriteCondition }> {
    const stored = await this.#ports.storeWithin(STORE_MS_MAX).read(this.#key);
    return stored === undefined
      ? { hold: undefined, condition: { kind: 'ifAbsent' } }
      : { hold: parseHold(stored.text), condition: { kind: 'ifUnchanged', etag: stored.etag } };
  }

  /** Takes over a hold. A time too far ahead comes from a wrong clock, and is ignored. */
  #take(hold: Hold | undefined): void {
    const untilMs = hold?.untilMs ?? 0;
    this.#untilMs = untilMs <= this.#ports.clock.nowMs() + HOLD_MS_MAX ? untilMs : 0;
  }

  /** Returns the next hold: exponential, with full jitter and a cap. */
  #next(last: Hold | undefined, nowMs: number): Hold {
    const sinceMs = nowMs - (last?.untilMs ?? Number.NEGATIVE_INFINITY);
    const isInRow = last !== undefined && sinceMs >= 0 && sinceMs < FORGOTTEN_AFTER_MS;
    const refusalCount = isInRow ? last.refusalCount + 1 : 1;
    const boundMs = Math.min(HOLD_MS_MAX, HOLD_MS_FIRST * 2 ** (refusalCount - 1));
    return { untilMs: nowMs + this.#ports.random() * boundMs, refusalCount };
  }
}

/** An unreadable hold is ignored. */
function parseHold(text: string): Hold | undefined {
  const parsed = z.safeParse(holdSchema, parseJson(text));
  return parsed.success ? parsed.data : undefined;
}
