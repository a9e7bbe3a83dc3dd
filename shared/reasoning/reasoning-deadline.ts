/** Durations that are remembered of a model, the latest ones. */
export const SEEN_DURATION_COUNT_MAX = 20;

/** Before anything is known of a model. */
const DEADLINE_MS_FIRST = 8_000;

/** However fast a model was. */
const DEADLINE_MS_MIN = 2_500;

/** A model that took this long at its slowest gets this much more. */
const HEADROOM = 2;

/** What a model that was given up would have needed, at the least. */
const GIVEN_UP_FACTOR = 1.5;

/**
 * How long to wait for a model: twice the slowest of what it was lately seen to need.
 *
 * @param seenMs Durations of earlier answers, milliseconds.
 * @param deadlineMsMax Whatever was seen.
 */
export function reasoningDeadlineMs(seenMs: readonly number[], deadlineMsMax: number): number {
  const wantedMs = seenMs.length === 0 ? DEADLINE_MS_FIRST : HEADROOM * Math.max(...seenMs);
  return Math.min(deadlineMsMax, Math.max(DEADLINE_MS_MIN, wantedMs));
}

/** Adds what was just seen, and forgets the oldest. */
export function rememberDuration(
  seenMs: readonly number[],
  { durationMs, isGivenUp }: { readonly durationMs: number; readonly isGivenUp: boolean },
): readonly number[] {
  const needed = isGivenUp ? durationMs * GIVEN_UP_FACTOR : durationMs;
  return [...seenMs, Math.round(needed)].slice(-SEEN_DURATION_COUNT_MAX);
}
