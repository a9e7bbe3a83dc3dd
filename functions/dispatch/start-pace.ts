/** Runs that start at once: those of one release. */
const BURST_COUNT = 5;

/**
 * Between two runs after those, milliseconds. A run takes one to two minutes, so some 20 of them are
 * at work at a time: they share the account's concurrency with production, and the 15 requests per
 * second that Lambda's control plane takes of the whole account.
 */
export const START_INTERVAL_MS = 5_000;

/**
 * How long to wait before the next run is started, milliseconds.
 *
 * @param startedCount Runs that were started so far.
 */
export function startDelayMs(startedCount: number): number {
  return startedCount < BURST_COUNT ? 0 : START_INTERVAL_MS;
}
