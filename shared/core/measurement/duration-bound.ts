import type { PowerValue } from '../power-value.ts';
import { type Sample, wholeRunMs } from './sample.ts';
import type { Tier } from './tier.ts';

/** Multiple of the longest invocation seen at which another one is given up. */
const SAFETY_FACTOR = 3;

/**
 * Returns how long the next invocation of a tier is expected to take at most, init included,
 * milliseconds.
 *
 * @param samples Samples of that tier.
 * @returns `undefined` if there are none.
 */
export function durationMsBoundOfOwn(samples: readonly Sample[]): number | undefined {
  return samples.length === 0 ? undefined : SAFETY_FACTOR * longestRunMs(samples);
}

/**
 * Returns how long an invocation at a size is expected to take at most, init included,
 * milliseconds, judging by other sizes.
 *
 * CPU is proportional to memory, and at worst an invocation is nothing but CPU work: at m MB it
 * takes at most s/m times as long as at a larger size of s MB. More memory does not make an
 * invocation slower, so the nearest smaller size that was seen is a bound too. Either bound would
 * do. The larger one is used, because invocations vary and a bound that is too low wastes an
 * invocation. If memory is so short that the runtime itself suffers, an invocation may take even
 * longer.
 *
 * @returns `undefined` if the bound is not below the function's timeout: nothing was seen,
 *   invocations are too long, or one timed out with at least as much memory.
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
