import { generatedFunctions } from './generated-functions.ts';
import { type MeasuredFunction, readMeasuredFunctions } from './measured-function.ts';

const GENERATED_COUNT = 40;

/** Families that the curve model is not made for are reported apart. */
const APART = ['ubc', 'meex28'] as const;

/** Whether a function is of such a family. */
export function isApart({ name }: Pick<MeasuredFunction, 'name'>): boolean {
  return APART.some((family) => name.startsWith(family));
}

/** The functions of a bench, by what they are good for. */
export interface BenchFunctions {
  readonly main: readonly MeasuredFunction[];
  readonly apart: readonly MeasuredFunction[];
  readonly generated: readonly MeasuredFunction[];
  /** Functions that were measured twice, a month apart: the earlier and the later measurement. */
  readonly monthApart: ReadonlyMap<MeasuredFunction, MeasuredFunction>;
}

/** Reads the functions of a directory of traces, and makes others; without traces these are all. */
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

/** The same measurement with the noise that one median series has, whatever the file says. */
export function withNoiseSd(measured: MeasuredFunction, noiseSd: number): MeasuredFunction {
  return { ...measured, tiers: measured.tiers.map((tier) => ({ ...tier, noiseSd })) };
}

/** The same function with other durations at all sizes. */
export function withDurations(
  measured: MeasuredFunction,
  change: (durationMs: number) => number,
): MeasuredFunction {
  const tiers = measured.tiers.map((tier) => ({ ...tier, medianMs: change(tier.medianMs) }));
  return { ...measured, tiers };
}

/** Pairs of names that differ by the month alone, at the sizes that both were measured at. */
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

/** The same measurement, at the sizes of another one. */
export function atSizesOf(measured: MeasuredFunction, other: MeasuredFunction): MeasuredFunction {
  const sizes = new Set(other.tiers.map((tier) => tier.memoryMb));
  return { ...measured, tiers: measured.tiers.filter((tier) => sizes.has(tier.memoryMb)) };
}
