import { nearestMb } from './failed-bracket.ts';

/**
 * The second size: this much larger or smaller than the first one, within these bounds, MB. Below
 * 256 MB a CPU-bound function takes many times as long, and nothing is known of it yet.
 */
const FACTOR = 4;
const FACTOR_MIN = 1.35;
const MB_MIN = 256;
const MB_MAX = 1400;

/** Up to this size the second one is larger than the present one, MB. */
const SMALL_MB_MAX = 512;

/**
 * The sizes to begin with: the present one, which also shows that function, payload and role work,
 * and the best one by an earlier run or else one at such a distance that the two tell what the
 * function is made of. Without a present size the smallest open one takes its place.
 *
 * @param openMb Sizes that may be measured, ascending, at least one.
 * @returns One or two sizes, MB.
 */
export function firstSizes(
  openMb: readonly number[],
  known: { readonly presentMb?: number | undefined; readonly bestMb?: number | undefined } = {},
): readonly number[] {
  const { presentMb, bestMb } = known;
  if (bestMb !== undefined && presentMb !== undefined && bestMb !== presentMb) {
    return [presentMb, bestMb];
  }
  const firstMb = bestMb ?? presentMb ?? openMb[0] ?? Number.NaN;
  const wantedMb =
    firstMb <= SMALL_MB_MAX || (presentMb ?? bestMb) === undefined
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

/** The second round measures a size near one of these in most runs, MB. */
const AHEAD_MB = [1024, 256, 1769, 128] as const;

/** With the first two sizes, as many as the control plane takes at once; five saved no more time in replay. */
const AHEAD_COUNT_MAX = 3;

/** Sizes this close (in ln) tell the same. */
const AHEAD_DISTANCE = 0.2;

/**
 * The sizes that the round after the first is likely to measure, so that their clones can be made
 * while the first one measures. They cost two requests each, and no invocation.
 *
 * @param firstMb Sizes of the first round, MB.
 */
export function sizesAhead(
  openMb: readonly number[],
  firstMb: readonly number[],
): readonly number[] {
  const apart: number[] = [];
  for (const memoryMb of AHEAD_MB.map((wantedMb) => nearestMb(openMb, wantedMb))) {
    const isApart = [...firstMb, ...apart].every(
      (other) => Math.abs(Math.log(memoryMb / other)) >= AHEAD_DISTANCE,
    );
    if (isApart && apart.length < AHEAD_COUNT_MAX) apart.push(memoryMb);
  }
  return apart;
}
