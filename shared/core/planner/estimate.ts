import { at } from '../posterior/dense-matrix.ts';

/** A quantity with its 90 % posterior interval. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const INTERVAL_TAIL = 0.05;

/** The estimate that draws of a quantity amount to. */
export function estimateOf(draws: Float64Array): Estimate {
  const sorted = draws.toSorted();
  const quantile = (share: number) => at(sorted, Math.round(share * (sorted.length - 1)));
  return {
    median: quantile(0.5),
    low: quantile(INTERVAL_TAIL),
    high: quantile(1 - INTERVAL_TAIL),
  };
}
