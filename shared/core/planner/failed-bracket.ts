import type { Tier } from '../measurement/tier.ts';

/** Where the smallest size lies that the function works at, as far as failures tell. */
export interface FailedBracket {
  /** Largest size that failed for want of memory; 0 where none did. */
  readonly tooSmallMb: number;
  /** Smallest size that may be taken to work; all below it, down to `tooSmallMb`, is in doubt. */
  readonly workingMb: number;
  /** The size to try next in between; absent where that is not worth a failure. */
  readonly middleMb?: number;
}

/** Sizes that may fail in a run. */
export const FAILED_SIZE_COUNT_MAX = 6;

/** A bracket is narrow enough at this ratio of its ends. */
const BRACKET_RATIO_MAX = 1.2;

/**
 * The bracket between the largest failing and the smallest working size, and its middle in ln(MB).
 * Any error is one of memory where a larger size works and no smaller one does: the present size
 * vouches for the function.
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
  // A size may have worked before a larger one failed: then the next larger one that works counts.
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

/** The size that is nearest in ln(MB). */
export function nearestMb(sizesMb: readonly number[], wantedMb: number): number {
  return sizesMb.reduce((best, mb) =>
    Math.abs(Math.log(mb / wantedMb)) < Math.abs(Math.log(best / wantedMb)) ? mb : best,
  );
}

/** Whether a size gave samples that count. */
export function hasSamples(tier: Tier): boolean {
  return tier.outcome.kind !== 'infeasible' && tier.samples.length > 0;
}

/** Whether the function could not run at a size; a refusal of the account is something else. */
export function hasFailed(tier: Tier): boolean {
  return !hasSamples(tier) && !isRefused(tier);
}

/** The tier that shows a size to be too small: itself, or a larger one; `undefined` if none does. */
export function failureAtOrAbove(tiers: readonly Tier[], memoryMb: number): Tier | undefined {
  return tiers.find(
    (tier) => tier.outcome.kind === 'infeasible' && !isRefused(tier) && tier.powerValue >= memoryMb,
  );
}

/** Whether the account does not allow a size. */
function isRefused({ outcome }: Tier): boolean {
  return outcome.kind === 'infeasible' && outcome.reason === 'notAllowed';
}

/**
 * The largest size that the account may allow, MB; infinite where none was refused. A refusal names
 * the limit ("Member must have value less than or equal to 3008"); otherwise it is below the size.
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
