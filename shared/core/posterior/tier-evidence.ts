import { coldSamples, type Sample, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { type ColdOffset, coldOffset, type WarmAndCold } from './cold-offset.ts';
import { huberLocation, huberSquares, medianOf } from './robust-location.ts';

/** Summary of what the samples of one tier reveal about its median duration, on the log scale. */
export interface TierEvidence {
  readonly memoryMb: number;
  /** Natural logarithm of memory in MB. */
  readonly logMemory: number;
  /** Robust location of ln(duration in ms). */
  readonly logDurationMs: number;
  readonly warmCount: number;
  /** Warm samples, plus the number of warm samples that the cold ones are worth. */
  readonly effectiveCount: number;
  /** Number of execution environments that served the warm samples. */
  readonly laneCount: number;
  /** Sum of squared deviations of the warm samples from their location, with outliers pulled in. */
  readonly squaredDeviations: number;
  /**
   * Standard deviation of the location in addition to the noise: of a guess from cold samples, or
   * of drift since an earlier run.
   */
  readonly ownSd: number;
  /** Standard deviation of the shift that an earlier run's sizes share; 0 for this run's. */
  readonly sharedShiftSd: number;
}

/** Prior for the scale of ln(duration), and its weight in samples; CVs of 3 to 10 % are typical. */
const SCALE_PRIOR = 0.08;
const SCALE_PRIOR_COUNT = 3;

/** Ratio of standard deviation to median absolute deviation for normal data. */
const NORMAL_MAD_FACTOR = 1.4826;

/** Most standard deviations by which cold samples may move a tier's location. */
const COLD_PULL_MAX = 3;

/** Resolution of durations in a REPORT line, ms. */
const DURATION_MS_MIN = 0.01;

/**
 * Reduces each tier to location, count and spread. Cold samples never count as warm: they are
 * compared with the warm ones through the function's own cold offset, and weighted by how
 * accurately that is known.
 *
 * @returns One element for each feasible tier that has any sample, ascending by memory.
 */
export function tierEvidence(tiers: readonly Tier[]): readonly TierEvidence[] {
  const usable = tiers
    .filter((tier) => tier.outcome.kind !== 'infeasible' && tier.samples.length > 0)
    .toSorted((a, b) => a.powerValue - b.powerValue);
  const logs = usable.map((tier) => ({
    warm: logDurations(warmSamples(tier.samples)),
    cold: logDurations(coldSamples(tier.samples)),
  }));
  const scale = pooledScale(logs.map(({ warm }) => warm));
  const offset = coldOffset(logs, scale);
  return usable.map((tier, index) => {
    const own = logs[index] ?? { warm: [], cold: [] };
    const located =
      own.warm.length > 0 ? warmAndCold(own, scale, offset) : coldOnly(own, scale, offset);
    return {
      memoryMb: tier.powerValue,
      logMemory: Math.log(tier.powerValue),
      warmCount: own.warm.length,
      laneCount: new Set(warmSamples(tier.samples).map((sample) => sample.lane)).size,
      sharedShiftSd: 0,
      ...located,
    };
  });
}

type Located = Pick<
  TierEvidence,
  'logDurationMs' | 'effectiveCount' | 'squaredDeviations' | 'ownSd'
>;

function warmAndCold({ warm, cold }: WarmAndCold, scale: number, offset: ColdOffset): Located {
  const location = huberLocation(warm, scale);
  const coldWeight = (cold.length * scale ** 2) / (scale ** 2 + offset.logSd ** 2);
  const coldGap = huberLocation(cold, scale) - offset.logMean - location;
  const pull = Math.max(-COLD_PULL_MAX * scale, Math.min(COLD_PULL_MAX * scale, coldGap));
  return {
    logDurationMs: location + (pull * coldWeight) / (coldWeight + warm.length),
    effectiveCount: warm.length + coldWeight,
    squaredDeviations: huberSquares(warm, location, scale),
    ownSd: 0,
  };
}

function coldOnly({ cold }: WarmAndCold, scale: number, offset: ColdOffset): Located {
  return {
    logDurationMs: huberLocation(cold, scale) - offset.logMean,
    effectiveCount: cold.length,
    squaredDeviations: 0,
    ownSd: offset.logSd,
  };
}

/**
 * Returns the robust spread pooled over the tiers: the scaled median absolute deviation from the
 * tiers' medians, combined with a prior.
 */
function pooledScale(groups: readonly (readonly number[])[]): number {
  const deviations = groups.flatMap((group) => {
    const centre = medianOf(group);
    // Deviations from a group's own median are too small by the factor sqrt(1 - 1/n).
    const widening = Math.sqrt(group.length / Math.max(1, group.length - 1));
    return group.length < 2 ? [] : group.map((value) => Math.abs(value - centre) * widening);
  });
  const own = NORMAL_MAD_FACTOR * medianOf(deviations);
  const variance =
    (SCALE_PRIOR_COUNT * SCALE_PRIOR ** 2 + deviations.length * own ** 2) /
    (SCALE_PRIOR_COUNT + deviations.length);
  return Math.sqrt(variance);
}

function logDurations(samples: readonly Sample[]): readonly number[] {
  return samples.map((sample) => Math.log(Math.max(DURATION_MS_MIN, sample.durationMs)));
}
