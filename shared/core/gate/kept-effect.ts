import * as z from 'zod/mini';
import { DAY_MS } from '../duration-units.ts';
import { samplesByClass, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import type { CostBasis } from '../measurement/tier-figures.ts';
import type { PowerValue } from '../power-value.ts';
import type { BlockedEffect, CloneFigure } from './blocked-effect.ts';
import { CLONE_SPREAD, invocationSpread, releaseFigures } from './clone-figures.ts';

/**
 * How far the platform moves one size of the same code between two days, as a standard deviation of
 * ln(duration). Of 15 functions that were measured a month apart, 102 sizes moved by 0.089 as root
 * mean square: half of them by 0.026 at most, and 8 by more than 0.18. A few that moved far are most
 * of it, so Student's t with 3 degrees of freedom stands for it: 3 of the 102 lie above the 0.28 that
 * such a t exceeds in 2.5 % of all cases, and none below.
 */
const DRIFT_SD = 0.09;
const DRIFT_DEGREES_OF_FREEDOM = 3;

/** Over a longer time it is taken to grow as a random walk does; over a shorter one nothing is known. */
const DRIFT_MS_MIN = 30 * DAY_MS;

/** Noise of a single invocation where a run shows none, as ln(duration). */
const NOISE_SD_MIN = 0.03;

const figureSchema = z.strictObject({
  /** Logarithm of a duration in milliseconds, or of a cost in USD. */
  value: z.number(),
  /** What measuring it again on the same day would vary by. */
  variance: z.number(),
  degreesOfFreedom: z.number(),
});

type KeptFigure = Readonly<z.infer<typeof figureSchema>>;

/** What an earlier run measured of a release at one size, as a comparison needs it. */
export const keptFiguresSchema = z.strictObject({
  duration: figureSchema,
  cost: figureSchema,
});

export type KeptFigures = Readonly<z.infer<typeof keptFiguresSchema>>;

/** What is wanted of an earlier run. */
export interface KeptWanted {
  readonly powerValue: PowerValue;
  /** Of the payload classes, by their number. */
  readonly payloadWeights: readonly number[];
  /** At today's prices, so that a new price list is no difference of the releases. */
  readonly cost: CostBasis;
}

/**
 * Sums up what a run measured of one release at one size: a single clone where it tried sizes,
 * several where it compared releases.
 *
 * @param tiers Of this release alone, all sizes.
 * @returns `undefined` where too little was measured at this size.
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
  // All sizes of the run tell of the noise: at a single one there are often three samples.
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

interface Noise {
  readonly sd: number;
  readonly sampleCount: number;
  readonly degreesOfFreedom: number;
}

/** Of several clones, their spread says how well they are known; of a single one, experience. */
function keptFigure(
  figures: readonly CloneFigure[],
  { sd, sampleCount, degreesOfFreedom }: Noise,
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
 * By how much the new release differs from what was measured on another day. What both have no
 * minutes in common for, a drift of the platform, widens the interval, however much is measured.
 *
 * @param ageMs From the kept measurement to this one, milliseconds.
 * @returns `undefined` where too few clones were measured to show how much they differ.
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
    // Welch and Satterthwaite: as many as each part brings, by its weight.
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
