import { nearestMb } from './failed-bracket.ts';

/**
 * The second size: this much larger or smaller than the first one, within these bounds, MB. Below
 * 256 MB a function may take seconds that nobody foresees.
 */
const FACTOR = 4;
const FACTOR_MIN = 1.35;
const MB_MIN = 256;
const MB_MAX = 1400;

/** Up to this size the second one is larger than the present one, MB. */
const SMALL_MB_MAX = 512;

/**
 * The sizes to begin with: the present one, which also shows that function, payload and role work,
 * and one at such a distance that the two tell what the function is made of. Without a present size
 * the smallest open one takes its place.
 *
 * @param openMb Sizes that may be measured, ascending, at least one.
 * @returns One or two sizes, MB.
 */
export function firstSizes(openMb: readonly number[], presentMb?: number): readonly number[] {
  const firstMb = presentMb ?? openMb[0] ?? Number.NaN;
  const wantedMb =
    presentMb === undefined || presentMb <= SMALL_MB_MAX
      ? Math.max(firstMb * FACTOR_MIN, Math.min(firstMb * FACTOR, MB_MAX))
      : Math.max(MB_MIN, Math.min(firstMb / FACTOR, MB_MAX));
  return [...new Set([firstMb, nearestMb(openMb, wantedMb)])];
}

/**
 * The sizes to go on with while every size has failed: twice and four times the largest of these.
 *
 * @returns One or two sizes, MB.
 */
export function largerSizes(openMb: readonly number[], failedMb: number): readonly number[] {
  return [...new Set([2, FACTOR].map((factor) => nearestMb(openMb, factor * failedMb)))];
}
