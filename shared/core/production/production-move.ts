import * as z from 'zod/mini';
import { DAY_MS } from '../duration-units.ts';
import { type PowerValue, powerValueSchema } from '../power-value.ts';
import { PRODUCTION_WINDOW_DAYS, type ProductionPicture } from './production-picture.ts';

/** Production's duration at one size and code, with which later looks are compared. */
export const productionBaselineSchema = z.strictObject({
  memoryMb: powerValueSchema,
  /** When the function was first seen at this size, milliseconds since the Unix epoch. */
  sinceMs: z.number(),
  /** Absent until a whole window has passed since then; earlier invocations do not belong to it. */
  durationMsP50: z.exactOptional(z.number()),
});

export type ProductionBaseline = Readonly<z.infer<typeof productionBaselineSchema>>;

/** A change of production's duration although code, configuration and size are the same. */
export const productionMoveSchema = z.strictObject({
  /** Median duration before and now, milliseconds. */
  durationMsBefore: z.number(),
  durationMsNow: z.number(),
});

type ProductionMove = Readonly<z.infer<typeof productionMoveSchema>>;

/** One look at production. */
interface Look {
  readonly picture: ProductionPicture;
  readonly memoryMb: PowerValue;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/** Fewest invocations to compare medians: with a spread of 0.4 they are known to within 4 %. */
const INVOCATION_COUNT_MIN = 200;

/**
 * A median that rises or falls by at least this factor indicates another load than the one that was
 * measured. Two windows without any change differ by up to a tenth. If the CPU time of a function
 * changes by a quarter, its best size is still within a few per cent of the least cost.
 */
const MOVE_FACTOR_MIN = 1.25;

/** Differences below this do not matter in practice, milliseconds. */
const MOVE_MS_MIN = 1;

/** Returns the baseline after a look; unchanged if the look adds nothing (no traffic). */
export function baselineAfter(
  known: ProductionBaseline | undefined,
  { picture, memoryMb, nowMs }: Look,
): ProductionBaseline | undefined {
  const durationMsP50 = medianMs(picture);
  if (durationMsP50 === undefined) {
    return known;
  }
  if (known?.memoryMb !== memoryMb) {
    return { memoryMb, sinceMs: nowMs };
  }
  const isWindowFull = nowMs - known.sinceMs >= PRODUCTION_WINDOW_DAYS * DAY_MS;
  return known.durationMsP50 !== undefined || !isWindowFull ? known : { ...known, durationMsP50 };
}

/**
 * Returns how production moved away from the baseline; `undefined` if it did not, or if that cannot
 * be decided.
 */
export function productionMove(
  { memoryMb: memoryMbThen, durationMsP50: durationMsBefore }: ProductionBaseline,
  { picture, memoryMb }: Omit<Look, 'nowMs'>,
): ProductionMove | undefined {
  const durationMsNow = medianMs(picture);
  if (durationMsBefore === undefined || durationMsNow === undefined || memoryMbThen !== memoryMb) {
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
