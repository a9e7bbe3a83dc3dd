import { generatedFunctions } from './generated-functions.ts';
import { type MeasuredFunction, readMeasuredFunctions } from './measured-function.ts';

const GENERATED_COUNT = 40;

/** Families that do not fit the curve model, and are reported separately. */
const APART = ['ubc', 'meex28'] as const;

/** Returns whether a function belongs to such a family. */
export function isApart({ name }: Pick<MeasuredFunction, 'name'>): boolean {
  return APART.some((family) => name.startsWith(family));
}

/** The functions of a bench, by purpose. */
export interface BenchFunctions {
  readonly main: readonly MeasuredFunction[];
  readonly apart: readonly MeasuredFunction[];
  readonly generated: readonly MeasuredFunction[];
  /** Functions that were measured twice, a month apart: the earlier and the later measurement. */
  readonly monthApart: ReadonlyMap<MeasuredFunction, MeasuredFunction>;
}

/**
 * Reads the functions of a directory of traces, and generates others; without traces, all are
 * generated.
 */
export function benchFunctions(directory: string | undefined, seed: number): BenchFunctions {
  const generated = generatedFunctions(GENERATED_COUNT, seed);
  const measured = directory === undefined ? [] : readMeasuredFunctions(directory);
  const main = measured.filter((own) => !isApart(own));
  return {
    main: directory === undefined ? generated : main,
    apart: measured.filter(isApart),
    generated,
    monthApart: monthApart(main),
  };
}

/** Returns the same measurement with the noise of a median series, regardless of the file. */
export function withNoiseSd(measured: MeasuredFunction, noiseSd: number): MeasuredFunction {
  return { ...measured, tiers: measured.tiers.map((tier) => ({ ...tier, noiseSd })) };
}

/** Returns the same function with other durations at all sizes. */
export function withDurations(
  measured: MeasuredFunction,
  change: (durationMs: number) => number,
): MeasuredFunction {
  const tiers = measured.tiers.map((tier) => ({ ...tier, medianMs: change(tier.medianMs) }));
  return { ...measured, tiers };
}

/**
 * Returns pairs of measurements whose names differ only by the month, at the sizes that both were
 * measured at.
 */
function monthApart(
  functions: readonly MeasuredFunction[],
): ReadonlyMap<MeasuredFunction, MeasuredFunction> {
  const pairs = functions.flatMap((earlier) => {
    const name = earlier.name.replace('-nov25-', '-dec25-');
    const later = functions.find((own) => own.name === name);
    return later === undefined || later === earlier ? [] : [[earlier, later] as const];
  });
  return new Map(
    pairs
      .map(([earlier, later]) => [atSizesOf(earlier, later), atSizesOf(later, earlier)] as const)
      .filter(([{ tiers }]) => tiers.length > 1),
  );
}

/** Returns the same measurement, at the sizes of another one. */
export function atSizesOf(measured: MeasuredFunction, other: MeasuredFunction): MeasuredFunction {
  const sizes = new Set(other.tiers.map((tier) => tier.memoryMb));
  return { ...measured, tiers: measured.tiers.filter((tier) => sizes.has(tier.memoryMb)) };
}
