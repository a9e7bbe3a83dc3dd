import { nearestMb } from './failed-bracket.ts';

/**
 * The second size is larger or smaller than the first by this factor, within these bounds, MB.
 * Below 256 MB a CPU-bound function takes many times as long, and nothing is known about it yet.
 */
const FACTOR = 4;
const FACTOR_MIN = 1.35;
const MB_MIN = 256;
const MB_MAX = 1400;

/** If the present size is at most this, MB, the second size is larger; otherwise it is smaller. */
const SMALL_MB_MAX = 512;

/**
 * Chooses the sizes of the first round. One is the present size, which also shows that function,
 * payload and role work. The other is the best size by an earlier run; without one, a size so far
 * away that the two together show how the duration depends on memory. Without a present size, the
 * smallest open one takes its place.
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
 * Chooses the next sizes while every size has failed: twice and four times the largest failed one.
 *
 * @returns One or two sizes, MB.
 */
export function largerSizes(openMb: readonly number[], failedMb: number): readonly number[] {
  return [...new Set([2, FACTOR].map((factor) => nearestMb(openMb, factor * failedMb)))];
}

/** Sizes near which the second round measures in most runs, most likely first, MB. */
const AHEAD_MB = [1024, 256, 1769, 128] as const;

/**
 * Most clones to make ahead: with those of the first two sizes, as many as the control plane
 * accepts at once. In replay, five saved no more time.
 */
const AHEAD_COUNT_MAX = 3;

/** Sizes closer than this, in ln(MB), give the same information. */
const AHEAD_DISTANCE = 0.2;

/**
 * Chooses sizes that the second round is likely to measure, so that their clones can be made while
 * the first round measures. Each costs two requests to the control plane and no invocation.
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
