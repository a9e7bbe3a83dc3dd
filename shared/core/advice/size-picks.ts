import * as z from 'zod/mini';
import { shownValue } from '../planner/estimate.ts';
import { type ShownSize, shownSizeSchema } from './shown-size.ts';
import { bestBy, costOf, durationOf, type SizeScore } from './size-score.ts';

/** One of the three picks, compared with the present size. */
const sizePickSchema = z.strictObject({
  ...shownSizeSchema.shape,
  /** Absent if the present size is not known or does not work. */
  versusPresent: z.exactOptional(
    z.strictObject({
      /** Negative is cheaper. */
      costPercent: z.number(),
      /** Negative is faster. */
      durationPercent: z.number(),
    }),
  ),
  /** Absent if the rate is not known. */
  costUsdPerMonth: z.exactOptional(z.number()),
});

export const sizePicksSchema = z.strictObject({
  /** The cheapest size, measured or recommended; twice the speed is worth 0.7 % of the bill. */
  cheapest: sizePickSchema,
  /** The size to use: the best by the strategy, or the present one if it should stay. */
  recommended: sizePickSchema,
  /**
   * The fastest size, measured or recommended, that is worth its price: beyond it, cost grows more
   * than time falls.
   */
  fastest: sizePickSchema,
});

/** One of the three picks. */
export type SizePick = z.infer<typeof sizePickSchema>;

/** The three picks of a run. */
export type SizePicks = z.infer<typeof sizePicksSchema>;

/** Facts for comparing the picks with the present size and for their monthly cost. */
export interface PickFrame {
  readonly present: ShownSize | undefined;
  readonly invocationsPerMonth: number | undefined;
}

/** Exponent of the duration in this score: twice the speed is worth 0.7 % of the bill. */
const SPEED_WEIGHT = 0.01;

/**
 * Chooses the three picks.
 *
 * @param measured The measured sizes that may be recommended.
 */
export function sizePicks(
  measured: readonly ShownSize[],
  recommended: ShownSize,
  frame: PickFrame,
): SizePicks {
  const all = [recommended, ...measured];
  const asFast = all.filter((size) => durationOf(size) <= durationOf(recommended));
  const cheapest = bestBy(all, (size) => costOf(size) * durationOf(size) ** SPEED_WEIGHT);
  const fastest = bestBy(asFast, (size) => costOf(size) * durationOf(size));
  return {
    cheapest: pickOf(cheapest ?? recommended, frame),
    recommended: pickOf(recommended, frame),
    fastest: pickOf(fastest ?? recommended, frame),
  };
}

/** Returns how much one figure exceeds another, per cent; negative if it is less. */
export function percentMore(value: number, than: number): number {
  return 100 * (value / than - 1);
}

function pickOf(size: ShownSize, { present, invocationsPerMonth }: PickFrame): SizePick {
  return {
    ...size,
    ...(present && {
      versusPresent: {
        costPercent: shownValue(percentMore(costOf(size), costOf(present))),
        durationPercent: shownValue(percentMore(durationOf(size), durationOf(present))),
      },
    }),
    ...(invocationsPerMonth !== undefined && {
      costUsdPerMonth: shownValue((costOf(size) / 1e6) * invocationsPerMonth),
    }),
  };
}

/** Schema of a flat region. */
export const flatRegionSchema = z.strictObject({
  minMb: z.int(),
  maxMb: z.int(),
  withinPercent: z.number(),
});

/** Sizes around the recommended one that the objective rates nearly as good. */
export type FlatRegion = z.infer<typeof flatRegionSchema>;

const FLAT_WITHIN_PERCENT = 3;

/**
 * Finds the sizes around the recommended one, up to the first one on each side that is rated more
 * than 3 % worse.
 *
 * @param curve The fitted curve over all allowed sizes, ascending.
 */
export function flatRegion(
  curve: readonly ShownSize[],
  recommended: ShownSize,
  score: SizeScore,
): FlatRegion {
  const scoreMax = score(recommended) * (1 + FLAT_WITHIN_PERCENT / 100);
  const isFlat = (size: ShownSize) => Number.isFinite(scoreMax) && score(size) <= scoreMax;
  const smaller = curve.filter(({ memoryMb }) => memoryMb < recommended.memoryMb).toReversed();
  const larger = curve.filter(({ memoryMb }) => memoryMb > recommended.memoryMb);
  return {
    minMb: lastOfRun(smaller, isFlat) ?? recommended.memoryMb,
    maxMb: lastOfRun(larger, isFlat) ?? recommended.memoryMb,
    withinPercent: FLAT_WITHIN_PERCENT,
  };
}

/** Returns the last size before `holds` is first false; `undefined` if there is none. */
function lastOfRun(
  sizes: readonly ShownSize[],
  holds: (size: ShownSize) => boolean,
): number | undefined {
  const end = sizes.findIndex((size) => !holds(size));
  return sizes.slice(0, end === -1 ? sizes.length : end).at(-1)?.memoryMb;
}
