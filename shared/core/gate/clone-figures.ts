import type { ReleaseSide } from '../measurement/release-clone.ts';
import { type Sample, samplesByClass, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { type CostBasis, sampleCostUsd } from '../measurement/tier-figures.ts';
import type { CloneFigure } from './blocked-effect.ts';

/**
 * Share of a clone's samples that is trimmed at each end: a stall of the platform says nothing
 * about the release.
 */
const TRIMMED_SHARE = 0.2;

/** Smallest duration in a REPORT line, ms; zero is raised to it before taking logarithms. */
const DURATION_MS_MIN = 0.01;

/**
 * Assumed spread between clones of the same code, as a standard deviation of ln(duration); used
 * where the measurements do not show it.
 */
export const CLONE_SPREAD = 0.03;

/** Fewest warm samples of each payload class that a clone needs to be counted. */
export const SAMPLE_COUNT_MIN = 2;

/** What each clone of a comparison took and cost. */
export interface ReleaseFigures {
  /** Typical duration, without stragglers. */
  readonly durations: readonly CloneFigure[];
  /** Average bill of an invocation, with stragglers, because they are billed too. */
  readonly costs: readonly CloneFigure[];
}

/** For each release, the prices that an invocation is charged by. */
export type ReleaseBases = Readonly<Record<ReleaseSide, CostBasis>>;

/**
 * Returns the figures of every clone that has enough samples of every payload class.
 *
 * @param weights Weights of the payload classes, by class number; each class counts by its weight.
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
 * Returns the standard deviation of ln(duration) between invocations of one clone, computed within
 * each payload class; `undefined` if no clone has two samples of a class.
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
