import * as z from 'zod/mini';
import { type PowerValue, powerValueSchema } from '../power-value.ts';
import { PRODUCTION_WINDOW_DAYS, type ProductionPicture } from './production-picture.ts';

/** What production took while it was of one code and one size: what later looks are compared with. */
export const productionBaselineSchema = z.strictObject({
  memoryMb: powerValueSchema,
  durationMsP50: z.number(),
});

export type ProductionBaseline = Readonly<z.infer<typeof productionBaselineSchema>>;

/** That production takes another time than it did, with code, configuration and size the same. */
export const productionMoveSchema = z.strictObject({
  /** Median duration then and now, milliseconds. */
  durationMsBefore: z.number(),
  durationMsNow: z.number(),
});

export type ProductionMove = Readonly<z.infer<typeof productionMoveSchema>>;

/** Fewer invocations show no median to compare: with a spread of 0.4 it is then known to 4 %. */
const INVOCATION_COUNT_MIN = 200;

/**
 * A median that rises or falls by more than this factor is another load than the one that was
 * measured. Two windows without any change differ by up to a tenth; the best size of a function
 * whose CPU time changes by a quarter is still within a few per cent of the least cost.
 */
const MOVE_FACTOR_MIN = 1.25;

/** Differences below this do not matter in practice, milliseconds. */
const MOVE_MS_MIN = 1;

/**
 * The baseline of an answer: the first picture whose whole window lies after the measurement, so that
 * neither the code nor the size before is part of it.
 *
 * @param ageDays Days since it was measured.
 * @returns `undefined` while there is none yet.
 */
export function productionBaseline(
  picture: ProductionPicture,
  memoryMb: PowerValue,
  ageDays: number,
): ProductionBaseline | undefined {
  const durationMsP50 = medianMs(picture);
  return durationMsP50 === undefined || ageDays < PRODUCTION_WINDOW_DAYS
    ? undefined
    : { memoryMb, durationMsP50 };
}

/** How production moved away from the baseline; `undefined` where it did not, or nobody can tell. */
export function productionMove(
  { memoryMb: memoryMbThen, durationMsP50: durationMsBefore }: ProductionBaseline,
  picture: ProductionPicture,
  memoryMb: PowerValue,
): ProductionMove | undefined {
  const durationMsNow = medianMs(picture);
  if (durationMsNow === undefined || memoryMbThen !== memoryMb) {
    return undefined;
  }
  const factor = Math.max(durationMsNow / durationMsBefore, durationMsBefore / durationMsNow);
  return factor >= MOVE_FACTOR_MIN && Math.abs(durationMsNow - durationMsBefore) > MOVE_MS_MIN
    ? { durationMsBefore, durationMsNow }
    : undefined;
}

function medianMs(picture: ProductionPicture): number | undefined {
  return picture.kind === 'seen' &&
    picture.invocationCount >= INVOCATION_COUNT_MIN &&
    picture.durationMs.p50 > 0
    ? picture.durationMs.p50
    : undefined;
}
