import type { PowerValue } from '../power-value.ts';
import { type Sample, wholeRunMs } from './sample.ts';
import type { Tier } from './tier.ts';

/** How much longer than the longest run seen another one may take before it is given up. */
const SAFETY_FACTOR = 3;

/**
 * Longest that the next run of a tier is expected to take, its start included, milliseconds.
 *
 * @param samples Of that very tier.
 * @returns `undefined` if there are none.
 */
export function durationMsBoundOfOwn(samples: readonly Sample[]): number | undefined {
  return samples.length === 0 ? undefined : SAFETY_FACTOR * longestRunMs(samples);
}

/**
 * Longest that a run at a size is expected to take, its start included, from what was seen at other
 * sizes.
 *
 * CPU is proportional to memory, and a run is at the worst nothing but CPU: at a size of m MB it
 * takes at most s/m as long as at a larger size of s MB. With more memory a run does not get
 * slower, so that the nearest smaller size that was seen bounds it too. Each alone would do; the
 * larger of both counts, because runs differ, and a bound that is too low costs an invocation.
 * Where memory is so short that the runtime suffers, a run may take longer still.
 *
 * @returns `undefined` where that is no less than the function's time-out: nothing was seen, runs
 *   are too long, or one timed out with as much memory.
 */
export function durationMsBoundFromOthers(
  size: PowerValue,
  tiers: readonly Tier[],
  timeoutMs: number,
): number | undefined {
  const seen = tiers.filter(({ samples }) => samples.length > 0);
  const hasTimedOut = tiers.some(
    ({ powerValue, outcome }) =>
      powerValue >= size && outcome.kind === 'infeasible' && outcome.reason === 'timeout',
  );
  if (seen.length === 0 || hasTimedOut) {
    return undefined;
  }
  const smaller = seen
    .filter(({ powerValue }) => powerValue < size)
    .toSorted((a, b) => a.powerValue - b.powerValue)
    .slice(-1)
    .map(({ samples }) => longestRunMs(samples));
  const larger = seen
    .filter(({ powerValue }) => powerValue >= size)
    .map(({ powerValue, samples }) => (powerValue / size) * longestRunMs(samples));
  const boundMs = SAFETY_FACTOR * Math.max(...smaller, ...larger);
  return boundMs < timeoutMs ? boundMs : undefined;
}

function longestRunMs(samples: readonly Sample[]): number {
  return Math.max(...samples.map(wholeRunMs));
}
