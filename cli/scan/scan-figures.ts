import { countText, percentText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { SavingOutlook } from '../../shared/core/scan/saving-outlook.ts';
import type { ScanResult } from './scan-result.ts';

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

/** What was found, and what tuning it is expected to save, in a sentence each. */
export function headlines({
  total: { functionCount, invokedCount, costUsd, savingUsd },
  regions,
  prefix,
  tag,
  dayCount,
}: ScanResult): readonly string[] {
  const tagText =
    tag && ` with the tag "${tag.tag}${tag.value === undefined ? '' : `=${tag.value}`}"`;
  const place = `${tagText ?? ''} in ${regions.join(', ')}`;
  if (functionCount === 0) {
    const named = prefix === '' ? '' : ` whose names begin with "${prefix}"`;
    const options = ['--region', ...(named && ['--prefix']), ...(tag ? ['--tag'] : [])];
    return [`No functions${named}${place}: look elsewhere with ${options.join(' or ')}.`];
  }
  const functions = `${countText(functionCount, 'function')}${place}`;
  return invokedCount === 0
    ? [`${functions}; none was invoked in the last ${dayCount} days.`]
    : [
        `${functions}; ${invokedCount} of them invoked in the last ${dayCount} days. They cost ${monthlyText(costUsd)} a month at list prices.`,
        `Tuning is expected to save ${monthlyText(savingUsd.mean)} a month, ${percentText((100 * savingUsd.mean) / costUsd)} of it (90 %: ${intervalText(savingUsd)}).`,
      ];
}
