import { huberLocation } from './robust-location.ts';

/** How much longer cold runs take than warm ones, as ln(cold / warm). */
export interface ColdOffset {
  readonly logMean: number;
  /** How far a tier's own offset, and the estimate, may be off. */
  readonly logSd: number;
}

/** Warm and cold ln(duration) of one tier. */
export interface WarmAndCold {
  readonly warm: readonly number[];
  readonly cold: readonly number[];
}

/** Before anything is known of a function: factors of 1.1 to 16 were measured. */
export const COLD_OFFSET_PRIOR: ColdOffset = { logMean: 0.6, logSd: 0.6 };

/** An offset differs between sizes by about this share of itself. */
const RELATIVE_SD = 0.2;
const RELATIVE_SD_COUNT = 2;

/**
 * Estimates the offset from tiers that have both kinds. Where cold runs take hardly longer than warm
 * ones, the offset is small and certain, and a cold run says nearly as much as a warm one; where they
 * take ten times as long, it says next to nothing. One tier alone shows no spread: then the prior's.
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
