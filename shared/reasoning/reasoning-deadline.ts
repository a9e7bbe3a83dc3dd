/** Number of latest durations that are remembered for a model. */
export const SEEN_DURATION_COUNT_MAX = 20;

/** Deadline while no duration of a model is known. */
const DEADLINE_MS_FIRST = 8_000;

/** Shortest deadline, however fast the model was. */
const DEADLINE_MS_MIN = 2_500;

/** The deadline is this many times the slowest duration seen. */
const HEADROOM = 2;

/** Factor on the duration of an answer that was given up, which would have taken longer. */
const GIVEN_UP_FACTOR = 1.5;

/**
 * Returns how long to wait for a model: twice the slowest of its latest durations.
 *
 * @param seenMs Durations of earlier answers, milliseconds.
 * @param deadlineMsMax Upper bound, whatever the durations.
 */
export function reasoningDeadlineMs(seenMs: readonly number[], deadlineMsMax: number): number {
  const wantedMs = seenMs.length === 0 ? DEADLINE_MS_FIRST : HEADROOM * Math.max(...seenMs);
  return Math.min(deadlineMsMax, Math.max(DEADLINE_MS_MIN, wantedMs));
}

/** Adds the latest duration and forgets the oldest one. */
export function rememberDuration(
  seenMs: readonly number[],
  { durationMs, isGivenUp }: { readonly durationMs: number; readonly isGivenUp: boolean },
): readonly number[] {
  const needed = isGivenUp ? durationMs * GIVEN_UP_FACTOR : durationMs;
  return [...seenMs, Math.round(needed)].slice(-SEEN_DURATION_COUNT_MAX);
}
