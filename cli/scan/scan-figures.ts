import { percentText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { SavingOutlook } from '../../shared/core/scan/saving-outlook.ts';

/** Amounts below are not told apart, USD a month. */
const MONTHLY_USD_MIN = 0.01;

/** An amount a month for a person. */
export function monthlyText(usd: number): string {
  return usd < MONTHLY_USD_MIN ? 'under $0.01' : usdText(usd);
}

/** An interval of amounts a month. */
export function intervalText({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return high < MONTHLY_USD_MIN ? 'under $0.01' : `${monthlyText(low)} to ${monthlyText(high)}`;
}

/** How much faster a function may get for the same money. */
export function fasterText({
  speedup,
  fastestMb,
}: Pick<SavingOutlook, 'speedup' | 'fastestMb'>): string {
  const percent = 100 * (1 - 1 / speedup.median);
  return percent < 1 ? 'no' : `${percentText(percent)} at ${fastestMb} MB`;
}
