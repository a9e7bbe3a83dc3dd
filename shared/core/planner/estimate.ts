import * as z from 'zod/mini';
import { at } from '../posterior/dense-matrix.ts';

/** A quantity with the ends of its 90 % posterior interval. */
export const estimateSchema = z.strictObject({
  median: z.number(),
  low: z.number(),
  high: z.number(),
});

export type Estimate = Readonly<z.infer<typeof estimateSchema>>;

const INTERVAL_TAIL = 0.05;

/** Width of a 90 % interval in standard deviations, for a normal distribution. */
export const INTERVAL_DEVIATIONS = 3.29;

/** Summarises draws of a quantity as an estimate. */
export function estimateOf(draws: Float64Array): Estimate {
  const sorted = draws.toSorted();
  const quantile = (share: number) => at(sorted, Math.round(share * (sorted.length - 1)));
  return {
    median: quantile(0.5),
    low: quantile(INTERVAL_TAIL),
    high: quantile(1 - INTERVAL_TAIL),
  };
}

/** Scales an estimate and rounds it to five significant digits. */
export function shownEstimate({ median, low, high }: Estimate, factor = 1): Estimate {
  return {
    median: shownValue(median * factor),
    low: shownValue(low * factor),
    high: shownValue(high * factor),
  };
}

/** Rounds to five significant digits; more would only enlarge the state of a run. */
export function shownValue(value: number): number {
  return Number(value.toPrecision(5));
}
