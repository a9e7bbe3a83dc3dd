/** Runs that start without a pause, as after one release. */
const BURST_COUNT = 5;

/**
 * Pause before each further run, milliseconds. A run takes one to two minutes, so about 20 of them
 * work at a time. They share the account's concurrency with production, and the 15 requests per
 * second that Lambda's control plane accepts from the whole account.
 */
export const START_INTERVAL_MS = 5_000;

/**
 * Returns how long to wait before the next run is started, milliseconds.
 *
 * @param startedCount Runs started so far.
 */
export function startDelayMs(startedCount: number): number {
  return startedCount < BURST_COUNT ? 0 : START_INTERVAL_MS;
}
