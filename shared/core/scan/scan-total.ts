import { INTERVAL_DEVIATIONS } from '../planner/estimate.ts';
import type { ScannedFunction } from './scanned-function.ts';

/** Totals of a scan; amounts in USD a month at list prices. */
export interface ScanTotal {
  readonly functionCount: number;
  readonly invokedCount: number;
  readonly costUsd: number;
  /** Expected saving of all functions at their cheapest sizes, with its 90 % interval. */
  readonly savingUsd: { readonly mean: number; readonly low: number; readonly high: number };
}

/** Adds up a scan, assuming that the savings of the functions are independent of each other. */
export function scanTotal(functions: readonly ScannedFunction[]): ScanTotal {
  const outlooks = functions.flatMap(({ outlook }) => outlook ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const mean = sum(outlooks.map(({ savingUsdPerMonth }) => savingUsdPerMonth.mean));
  const sd = Math.sqrt(sum(outlooks.map(({ savingUsdPerMonth }) => savingUsdPerMonth.sd ** 2)));
  const halfInterval = (INTERVAL_DEVIATIONS / 2) * sd;
  return {
    functionCount: functions.length,
    invokedCount: outlooks.length,
    costUsd: sum(outlooks.map(({ costUsdPerMonth }) => costUsdPerMonth)),
    savingUsd: {
      mean,
      low: Math.max(0, mean - halfInterval),
      high: mean + halfInterval,
    },
  };
}
