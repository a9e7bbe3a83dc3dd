import type { ReleaseSide } from '../measurement/release-clone.ts';
import { type Sample, samplesByClass, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { type CostBasis, sampleCostUsd } from '../measurement/tier-figures.ts';
import type { CloneFigure } from './blocked-effect.ts';

/** Part of a clone's samples that is left out at each end: a stall of the platform is no news. */
const TRIMMED_SHARE = 0.2;

/** The shortest duration that a REPORT tells from none. */
const DURATION_MS_MIN = 0.01;

/**
 * How far clones of the same code are taken to differ, as a standard deviation of ln(duration), where
 * nothing measured tells.
 */
export const CLONE_SPREAD = 0.03;

/** Fewest warm samples of each payload class that a clone counts with. */
export const SAMPLE_COUNT_MIN = 2;

/** What the clones of a comparison were measured at, in two figures each. */
export interface ReleaseFigures {
  /** Typical duration: stragglers left out. */
  readonly durations: readonly CloneFigure[];
  /** What an invocation is billed on average: stragglers are billed, too. */
  readonly costs: readonly CloneFigure[];
}

/** What an invocation of either release costs beside its duration. */
export type ReleaseBases = Readonly<Record<ReleaseSide, CostBasis>>;

/**
 * The figures of every clone that was measured whole.
 *
 * @param weights Of the payload classes, by their number; a class counts with its share.
 */
export function releaseFigures(
  tiers: readonly Tier[],
  weights: readonly number[],
  bases: ReleaseBases,
): ReleaseFigures {
  const usable = tiers.flatMap((tier) => {
    const classes = samplesByClass(warmSamples(tier.samples));
    const isWhole =
      classes.length === weights.length &&
      classes.every(({ length }) => length >= SAMPLE_COUNT_MIN);
    return tier.release !== undefined && isMeasured(tier) && isWhole
      ? [{ ...tier.release, classes, powerValue: tier.powerValue }]
      : [];
  });
  return {
    durations: usable.map(({ side, block, classes }) => {
      const lnMs = weighted(classes, weights, (samples) => trimmedMean(samples.map(lnDuration)));
      return { side, block, value: lnMs };
    }),
    costs: usable.map(({ side, block, classes, powerValue }) => {
      const usd = weighted(classes, weights, (samples) =>
        meanOf(samples.map((sample) => sampleCostUsd(powerValue, sample, bases[side]))),
      );
      return { side, block, value: Math.log(usd) };
    }),
  };
}

function isMeasured({ outcome }: Tier): boolean {
  return outcome.kind === 'measured';
}

/**
 * Standard deviation of ln(duration) between invocations of one clone, payload classes apart;
 * `undefined` if no clone has two samples.
 */
export function invocationSpread(tiers: readonly Tier[]): number | undefined {
  const groups = tiers
    .filter(isMeasured)
    .flatMap(({ samples }) => samplesByClass(warmSamples(samples)))
    .map((samples) => samples.map(lnDuration));
  const freedom = groups.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  const squares = groups.reduce((sum, values) => {
    const mean = meanOf(values);
    return sum + values.reduce((total, value) => total + (value - mean) ** 2, 0);
  }, 0);
  return freedom === 0 ? undefined : Math.sqrt(squares / freedom);
}

function weighted(
  classes: readonly (readonly Sample[])[],
  weights: readonly number[],
  figureOf: (samples: readonly Sample[]) => number,
): number {
  const weightOf = (samples: readonly Sample[]) => weights[samples[0]?.payloadClass ?? 0] ?? 0;
  const total = classes.reduce((sum, samples) => sum + weightOf(samples), 0);
  return classes.reduce((sum, samples) => sum + weightOf(samples) * figureOf(samples), 0) / total;
}

function lnDuration({ durationMs }: Sample): number {
  return Math.log(Math.max(DURATION_MS_MIN, durationMs));
}

function trimmedMean(values: readonly number[]): number {
  const count = Math.floor(values.length * TRIMMED_SHARE);
  return meanOf(values.toSorted((a, b) => a - b).slice(count, values.length - count));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
