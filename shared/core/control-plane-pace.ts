import * as z from 'zod/mini';

/**
 * Functions that are made or deleted in a second. Lambda's control plane takes 15 requests per second
 * of the whole account, which cannot be raised (Lambda quotas), and making a clone takes two or three.
 */
export const CONTROL_PLANE_WRITES_PER_SECOND_MAX = 5;

const SECOND_MS = 1000;

const INTERVAL_MS = SECOND_MS / CONTROL_PLANE_WRITES_PER_SECOND_MAX;

/** The pace of all runs: the turns of a second at once after a rest, and one by one after that. */
export const controlPlanePaceSchema = z.strictObject({
  /** When the next turn is, once those that may begin at once are given out; epoch milliseconds. */
  nextAtMs: z.number(),
  /** Turns that may begin before that. */
  atOnceCount: z.int(),
});

export type ControlPlanePace = Readonly<z.infer<typeof controlPlanePaceSchema>>;

/**
 * Gives out the next turns.
 *
 * @param before `undefined` where none were given out yet.
 * @returns When each of them is, in order, milliseconds since the Unix epoch.
 */
export function takeTurns(
  before: ControlPlanePace | undefined,
  nowMs: number,
  count: number,
): { readonly pace: ControlPlanePace; readonly turnsMs: readonly number[] } {
  const isRested = before === undefined || before.nextAtMs + SECOND_MS <= nowMs;
  let pace: ControlPlanePace = isRested
    ? {
        nextAtMs: nowMs + SECOND_MS + INTERVAL_MS,
        atOnceCount: CONTROL_PLANE_WRITES_PER_SECOND_MAX,
      }
    : before;
  const turnsMs = Array.from({ length: count }, () => {
    if (pace.atOnceCount > 0 && pace.nextAtMs > nowMs) {
      pace = { ...pace, atOnceCount: pace.atOnceCount - 1 };
      return nowMs;
    }
    const turnMs = Math.max(nowMs, pace.nextAtMs);
    pace = { nextAtMs: turnMs + INTERVAL_MS, atOnceCount: 0 };
    return turnMs;
  });
  return { pace, turnsMs };
}

/**
 * How long one of many functions that a run makes or deletes at once has to wait where the pace of all
 * runs cannot be told, milliseconds. It follows from the position alone.
 *
 * @param position Among those of the round or the journal, from 0.
 */
export function writeDelayMs(position: number): number {
  return SECOND_MS * Math.floor(position / CONTROL_PLANE_WRITES_PER_SECOND_MAX);
}
