import * as z from 'zod/mini';
import { DAY_MS } from '../duration-units.ts';
import { samplesByClass, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import type { CostBasis } from '../measurement/tier-figures.ts';
import type { PowerValue } from '../power-value.ts';
import type { BlockedEffect, CloneFigure } from './blocked-effect.ts';
import { CLONE_SPREAD, invocationSpread, releaseFigures } from './clone-figures.ts';

/**
 * How much the platform changes the duration of one size of unchanged code from one day to another,
 * as a standard deviation of ln(duration). Of 15 functions that were measured a month apart, 102
 * sizes moved by 0.089 as root mean square: half of them by 0.026 at most, and 8 by more than 0.18.
 * A few sizes that moved far make up most of it, so the drift is modelled as Student's t with 3
 * degrees of freedom: 3 of the 102 sizes lie above the 0.28 that such a t exceeds in 2.5 % of all
 * cases, and none lies below -0.28.
 */
const DRIFT_SD = 0.09;
const DRIFT_DEGREES_OF_FREEDOM = 3;

/**
 * The variance of the drift is assumed to grow like a random walk beyond this time; nothing is
 * known about shorter times.
 */
const DRIFT_MS_MIN = 30 * DAY_MS;

/** Least noise of a single invocation that is assumed, as a standard deviation of ln(duration). */
const NOISE_SD_MIN = 0.03;

const figureSchema = z.strictObject({
  /** Logarithm of a duration in milliseconds, or of a cost in USD. */
  value: z.number(),
  /** Variance of the value between measurements on the same day. */
  variance: z.number(),
  degreesOfFreedom: z.number(),
});

type KeptFigure = Readonly<z.infer<typeof figureSchema>>;

/** Figures of a release at one size from an earlier run, as a comparison needs them. */
export const keptFiguresSchema = z.strictObject({
  duration: figureSchema,
  cost: figureSchema,
});

export type KeptFigures = Readonly<z.infer<typeof keptFiguresSchema>>;

/** Which figures to take from an earlier run. */
export interface KeptWanted {
  readonly powerValue: PowerValue;
  /** Weights of the payload classes, by class number. */
  readonly payloadWeights: readonly number[];
  /** Today's prices, so that a new price list does not look like a difference of releases. */
  readonly cost: CostBasis;
}

/**
 * Summarises what an earlier run measured of one release at one size: a single clone if that run
 * tried sizes, several if it compared releases.
 *
 * @param tiers The tiers of this release only, at all sizes.
 * @returns `undefined` if too little was measured at this size.
 */
export function keptFigures(
  tiers: readonly Tier[],
  { powerValue, payloadWeights, cost }: KeptWanted,
): KeptFigures | undefined {
  const ofSize = tiers.filter((tier) => tier.powerValue === powerValue);
  const clones = ofSize.map((tier, index) => ({
    ...tier,
    release: { side: 'old' as const, block: 1, index },
  }));
  const figures = releaseFigures(clones, payloadWeights, { old: cost, new: cost });
  if (figures.durations.length === 0) return undefined;
  // All sizes of the run show the noise; a single size often has only three samples.
  const noise = {
    sd: Math.max(NOISE_SD_MIN, invocationSpread(tiers) ?? 0),
    sampleCount: ofSize.reduce((sum, { samples }) => sum + warmSamples(samples).length, 0),
    degreesOfFreedom: freedomOf(tiers),
  };
  return {
    duration: keptFigure(figures.durations, noise),
    cost: keptFigure(figures.costs, noise),
  };
}

interface CloneNoise {
  readonly sd: number;
  readonly sampleCount: number;
  readonly degreesOfFreedom: number;
}

/**
 * Combines the clones of a release. With several clones, their own spread gives the variance; with
 * one clone, the usual spread between clones and the noise of the run do.
 */
function keptFigure(
  figures: readonly CloneFigure[],
  { sd, sampleCount, degreesOfFreedom }: CloneNoise,
): KeptFigure {
  const expected = CLONE_SPREAD ** 2 / figures.length + sd ** 2 / sampleCount;
  const { mean, varianceOfMean } = meanOf(figures.map(({ value }) => value));
  return figures.length < 2
    ? { value: mean, variance: expected, degreesOfFreedom }
    : { value: mean, variance: varianceOfMean, degreesOfFreedom: figures.length - 1 };
}

function freedomOf(tiers: readonly Tier[]): number {
  const classes = tiers.flatMap(({ samples }) => samplesByClass(warmSamples(samples)));
  return Math.max(
    1,
    classes.reduce((sum, { length }) => sum + length - 1, 0),
  );
}

/**
 * Estimates how much the new release differs from figures of another day. The two have no minutes
 * in common, so the possible drift of the platform widens the interval, however much is measured.
 *
 * @param ageMs From the kept measurement to this one, milliseconds.
 * @returns `undefined` if too few clones were measured to show how much they differ.
 */
export function keptEffect(
  figures: readonly CloneFigure[],
  kept: KeptFigure,
  ageMs: number,
): BlockedEffect | undefined {
  const values = figures.filter(({ side }) => side === 'new').map(({ value }) => value);
  if (values.length < 2) return undefined;
  const { mean, varianceOfMean } = meanOf(values);
  const parts = [
    { variance: varianceOfMean, degreesOfFreedom: values.length - 1 },
    kept,
    {
      variance: DRIFT_SD ** 2 * Math.max(1, ageMs / DRIFT_MS_MIN),
      degreesOfFreedom: DRIFT_DEGREES_OF_FREEDOM,
    },
  ];
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  return {
    effect: mean - kept.value,
    standardError: Math.sqrt(variance),
    // The Welch-Satterthwaite equation: combines the degrees of freedom of the parts, each weighted by
    // its variance.
    degreesOfFreedom:
      variance ** 2 /
      parts.reduce((sum, part) => sum + part.variance ** 2 / part.degreesOfFreedom, 0),
  };
}

function meanOf(values: readonly number[]): {
  readonly mean: number;
  readonly varianceOfMean: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, varianceOfMean: squares / (values.length - 1) / values.length };
}
