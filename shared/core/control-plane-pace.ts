/**
 * Functions that a run makes or deletes in a second. Lambda's control plane takes 15 requests per
 * second of the whole account, which cannot be raised (Lambda quotas): two thirds stay for others.
 */
export const CONTROL_PLANE_WRITES_PER_SECOND_MAX = 5;

/**
 * How long one of many functions that a run makes or deletes at once has to wait, milliseconds. It
 * follows from the position alone, so that parallel tasks need not talk to each other.
 *
 * @param position Among those of the round or the journal, from 0.
 */
export function writeDelayMs(position: number): number {
  return 1000 * Math.floor(position / CONTROL_PLANE_WRITES_PER_SECOND_MAX);
}
