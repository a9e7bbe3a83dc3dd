import { samplesByClass, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { medianOf } from '../posterior/robust-location.ts';
import type { ProductionPicture } from '../production/production-picture.ts';

/** Something that makes the measurements less certain than their intervals suggest. */
export type Noise =
  /** A larger size was clearly slower than a smaller one, which memory does not explain. */
  | {
      readonly kind: 'slowerWithMemory';
      readonly smallerMb: number;
      readonly largerMb: number;
      readonly percent: number;
    }
  /** Warm invocations at one size vary by this standard deviation, more than production does. */
  | { readonly kind: 'spread'; readonly percent: number }
  /** The chosen size has fewer samples than a recommendation needs. */
  | { readonly kind: 'fewSamples'; readonly memoryMb: number; readonly sampleCount: number };

/** Factor on the claims of a disturbed run, applied once for each kind of noise. */
const DOUBT_FACTOR = 0.8;

/** Smallest rise in ln(duration) from a size to a larger one that counts. */
const RISE_MIN = 0.1;

/** Spread of ln(duration) that most functions stay well below. */
const SPREAD_MIN = 0.25;

/** Assumed spread if there are too few samples: three quarters of 382 series vary less. */
const SPREAD_ASSUMED = 0.144;

/** A run counts as disturbed from this multiple of production's own spread. */
const OWN_SPREAD_FACTOR = 1.5;

/** Standard deviations between the median and the 90th percentile of a normal distribution. */
const P90_DEVIATIONS = 1.2816;

/** Fewest warm samples of a tier that show a spread. */
const SPREAD_COUNT_MIN = 3;

/**
 * A rise counts if it exceeds this multiple of its standard error; a larger one if either size has
 * only one sample.
 */
const RISE_ERRORS = 2;
const RISE_ERRORS_OF_SINGLE = 3;

/** Returns the factor on claims, given what disturbed the measurements. */
export function credibilityFor(noises: readonly Noise[]): number {
  return DOUBT_FACTOR ** new Set(noises.map(({ kind }) => kind)).size;
}

/** Finds what disturbed the measurements, independently of the size that is chosen. */
export function measurementNoise(
  tiers: readonly Tier[],
  production: ProductionPicture,
): readonly Noise[] {
  const levels = tiers.toSorted((a, b) => a.powerValue - b.powerValue).flatMap(levelsOf);
  const classes = [...Map.groupBy(levels, ({ payloadClass }) => payloadClass).values()];
  const found = classes.flatMap((own) => classNoise(own, ownSpread(production)));
  return [...Map.groupBy(found, ({ kind }) => kind).values()].flatMap(([first]) => first ?? []);
}

/** The warm invocations of one payload class at one size. */
interface Level {
  readonly memoryMb: number;
  readonly payloadClass: number;
  readonly logDurations: readonly number[];
}

function levelsOf({ powerValue, samples }: Tier): readonly Level[] {
  return samplesByClass(warmSamples(samples)).map((own) => ({
    memoryMb: powerValue,
    payloadClass: own[0]?.payloadClass ?? 0,
    logDurations: own.map(({ durationMs }) => Math.log(durationMs)),
  }));
}

function classNoise(levels: readonly Level[], spreadInProduction: number): readonly Noise[] {
  const spread = medianSpread(levels.map(({ logDurations }) => logDurations));
  const spreadMax = Math.max(SPREAD_MIN, OWN_SPREAD_FACTOR * spreadInProduction);
  return [
    ...slowerWithMemory(levels, spread ?? SPREAD_ASSUMED),
    ...(spread !== undefined && spread > spreadMax
      ? [{ kind: 'spread', percent: 100 * spread } as const]
      : []),
  ];
}

/**
 * Returns the median over the sizes of the standard deviation of ln(duration); `undefined` if no
 * size has enough samples.
 */
function medianSpread(tiers: readonly (readonly number[])[]): number | undefined {
  const spreads = tiers.filter((logs) => logs.length >= SPREAD_COUNT_MIN).map(deviation);
  return spreads.length === 0 ? undefined : medianOf(spreads);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Estimates production's own spread of ln(duration) from its percentiles, which include the
 * differences between payloads; 0 if it is not known.
 */
function ownSpread(production: ProductionPicture): number {
  if (production.kind !== 'seen' || production.durationMs.p50 <= 0) {
    return 0;
  }
  const { p50, p90 } = production.durationMs;
  return Math.max(0, Math.log(p90 / p50)) / P90_DEVIATIONS;
}

/**
 * Finds the largest rise of the duration from a size to a larger one, if the spread of the two does
 * not explain it.
 */
function slowerWithMemory(classLevels: readonly Level[], spread: number): readonly Noise[] {
  const levels = classLevels.map(({ memoryMb, logDurations }) => ({
    memoryMb,
    level: medianOf(logDurations),
    error: spread / Math.sqrt(logDurations.length),
    isSingle: logDurations.length === 1,
  }));
  const rises = levels.flatMap((larger, index) =>
    levels.slice(0, index).flatMap((smaller) => {
      const rise = larger.level - smaller.level;
      const errors = larger.isSingle || smaller.isSingle ? RISE_ERRORS_OF_SINGLE : RISE_ERRORS;
      return rise > Math.max(RISE_MIN, errors * Math.hypot(larger.error, smaller.error))
        ? [{ smallerMb: smaller.memoryMb, largerMb: larger.memoryMb, rise }]
        : [];
    }),
  );
  const [largest] = rises.toSorted((a, b) => b.rise - a.rise);
  return largest === undefined
    ? []
    : [
        {
          kind: 'slowerWithMemory',
          smallerMb: largest.smallerMb,
          largerMb: largest.largerMb,
          percent: 100 * (Math.exp(largest.rise) - 1),
        },
      ];
}
