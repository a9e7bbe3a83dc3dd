import type { Tier } from '../measurement/tier.ts';

/** Bounds on the smallest size at which the function works, as far as failures show it. */
export interface FailedBracket {
  /** Largest size that failed because its memory was too small; 0 if none did. */
  readonly tooSmallMb: number;
  /** Smallest size assumed to work; sizes between `tooSmallMb` and this one are in doubt. */
  readonly workingMb: number;
  /** The size to try next between the two; absent if the answer is not worth a failure. */
  readonly middleMb?: number;
}

/** Most sizes that may fail in a run. */
export const FAILED_SIZE_COUNT_MAX = 6;

/** Ratio of the ends at which a bracket is narrow enough. */
const BRACKET_RATIO_MAX = 1.2;

/**
 * Finds the bracket between the largest failing and the smallest working size, and its middle in
 * ln(MB). Any error counts as one of memory if a larger size works and no smaller one does, because
 * the larger size proves that the function itself works.
 *
 * @param openMb Sizes that may be tried.
 */
export function failedBracket(tiers: readonly Tier[], openMb: readonly number[]): FailedBracket {
  const worksFromMb = Math.min(
    Number.POSITIVE_INFINITY,
    ...tiers.filter(hasSamples).map((tier) => tier.powerValue),
  );
  const tooSmallMb = Math.max(
    0,
    ...tiers.filter((tier) => isTooSmall(tier, worksFromMb)).map((tier) => tier.powerValue),
  );
  if (tooSmallMb === 0 || worksFromMb === Number.POSITIVE_INFINITY) {
    return { tooSmallMb, workingMb: tooSmallMb };
  }
  // A smaller size may have worked before a larger one failed; then the next larger working size
  // counts.
  const workingMb = Math.min(
    Number.POSITIVE_INFINITY,
    ...tiers
      .filter(hasSamples)
      .map((tier) => tier.powerValue)
      .filter((mb) => mb > tooSmallMb),
  );
  const failedCount = tiers.filter(hasFailed).length;
  const inside = openMb.filter((mb) => mb > tooSmallMb && mb < workingMb);
  const isNarrow = workingMb / tooSmallMb <= BRACKET_RATIO_MAX;
  if (inside.length === 0 || isNarrow || failedCount >= FAILED_SIZE_COUNT_MAX) {
    return { tooSmallMb, workingMb };
  }
  return { tooSmallMb, workingMb, middleMb: nearestMb(inside, Math.sqrt(tooSmallMb * workingMb)) };
}

/** Returns the size nearest to the wanted one in ln(MB). */
export function nearestMb(sizesMb: readonly number[], wantedMb: number): number {
  return sizesMb.reduce((best, mb) =>
    Math.abs(Math.log(mb / wantedMb)) < Math.abs(Math.log(best / wantedMb)) ? mb : best,
  );
}

/** Whether a tier has samples that count. */
export function hasSamples(tier: Tier): boolean {
  return tier.outcome.kind !== 'infeasible' && tier.samples.length > 0;
}

/** Whether the function could not run at a size; a refusal of the account does not count. */
export function hasFailed(tier: Tier): boolean {
  return !hasSamples(tier) && !isRefused(tier);
}

/** Returns a tier that proves the size too small, its own or a larger one's; else `undefined`. */
export function failureAtOrAbove(tiers: readonly Tier[], memoryMb: number): Tier | undefined {
  return tiers.find(
    (tier) => tier.outcome.kind === 'infeasible' && !isRefused(tier) && tier.powerValue >= memoryMb,
  );
}

/** Whether the account refused a size. */
function isRefused({ outcome }: Tier): boolean {
  return outcome.kind === 'infeasible' && outcome.reason === 'notAllowed';
}

/**
 * Returns the largest size that the account may allow, MB; infinite if no size was refused. A
 * refusal names the limit ("Member must have value less than or equal to 3008"); without that, the
 * limit is below the refused size.
 */
export function allowedMbMax(tiers: readonly Tier[]): number {
  const limits = tiers.filter(isRefused).map(({ powerValue, outcome }) => {
    const message = outcome.kind === 'infeasible' ? outcome.message : '';
    const [, limit] = /less than or equal to (\d+)/.exec(message) ?? [];
    return Math.min(powerValue - 1, Number(limit ?? Number.POSITIVE_INFINITY));
  });
  return Math.min(Number.POSITIVE_INFINITY, ...limits);
}

function isTooSmall(tier: Tier, worksFromMb: number): boolean {
  return (
    hasFailed(tier) &&
    (tier.outcome.kind === 'infeasible' ||
      (worksFromMb < Number.POSITIVE_INFINITY && tier.powerValue < worksFromMb))
  );
}
