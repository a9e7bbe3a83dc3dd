import { huberLocation } from './robust-location.ts';

/** How much longer cold invocations take than warm ones, as ln(cold / warm). */
export interface ColdOffset {
  readonly logMean: number;
  /** Standard deviation of a tier's own offset around the mean, with the error of the mean. */
  readonly logSd: number;
}

/** Warm and cold ln(duration) of one tier. */
export interface WarmAndCold {
  readonly warm: readonly number[];
  readonly cold: readonly number[];
}

/** Offset that is assumed before anything is known; factors of 1.1 to 16 were measured. */
export const COLD_OFFSET_PRIOR: ColdOffset = { logMean: 0.6, logSd: 0.6 };

/**
 * Standard deviation of the offset between sizes, relative to the offset, and the weight of this
 * prior in tiers.
 */
const RELATIVE_SD = 0.2;
const RELATIVE_SD_COUNT = 2;

/**
 * Estimates the offset from the tiers that have both warm and cold samples. If cold invocations
 * take hardly longer than warm ones, the offset is small and certain, and a cold sample is worth
 * nearly as much as a warm one; if they take ten times as long, it is worth almost nothing. A
 * single tier shows no spread between tiers, so the prior's spread is used.
 */
export function coldOffset(tiers: readonly WarmAndCold[], scale: number): ColdOffset {
  const found = tiers
    .filter(({ warm, cold }) => warm.length > 0 && cold.length > 0)
    .map(({ warm, cold }) => ({
      offset: huberLocation(cold, scale) - huberLocation(warm, scale),
      variance: scale ** 2 * (1 / warm.length + 1 / cold.length),
    }));
  if (found.length < 2) {
    return { ...COLD_OFFSET_PRIOR, logMean: found[0]?.offset ?? COLD_OFFSET_PRIOR.logMean };
  }
  const logMean = huberLocation(
    found.map(({ offset }) => offset),
    scale,
  );
  const excess = found.reduce(
    (sum, { offset, variance }) => sum + (offset - logMean) ** 2 - variance,
    0,
  );
  const between =
    (RELATIVE_SD_COUNT * (RELATIVE_SD * logMean) ** 2 + Math.max(0, excess)) /
    (RELATIVE_SD_COUNT + found.length);
  const ofMean = found.reduce((sum, { variance }) => sum + variance, 0) / found.length ** 2;
  return { logMean, logSd: Math.sqrt(between + ofMean) };
}
