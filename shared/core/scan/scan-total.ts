import type { ScannedFunction } from './scanned-function.ts';

/** A whole scan in figures, USD a month at list prices. */
export interface ScanTotal {
  readonly functionCount: number;
  readonly invokedCount: number;
  readonly costUsd: number;
  /** Expected saving of all functions at their cheapest sizes, with its 90 % interval. */
  readonly savingUsd: { readonly mean: number; readonly low: number; readonly high: number };
}

/** Half a 90 % interval of a normal distribution, in standard deviations. */
const INTERVAL_SDS = 1.645;

/** Adds up a scan; the savings of functions are taken to be independent of each other. */
export function scanTotal(functions: readonly ScannedFunction[]): ScanTotal {
  const outlooks = functions.flatMap(({ outlook }) => outlook ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const mean = sum(outlooks.map(({ savingUsdPerMonth }) => savingUsdPerMonth.mean));
  const sd = Math.sqrt(sum(outlooks.map(({ savingUsdPerMonth }) => savingUsdPerMonth.sd ** 2)));
  return {
    functionCount: functions.length,
    invokedCount: outlooks.length,
    costUsd: sum(outlooks.map(({ costUsdPerMonth }) => costUsdPerMonth)),
    savingUsd: {
      mean,
      low: Math.max(0, mean - INTERVAL_SDS * sd),
      high: mean + INTERVAL_SDS * sd,
    },
  };
}
