import {
  countText,
  durationText,
  percentText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { coldStartShare, type LogReading } from '../../shared/core/scan/log-reading.ts';
import type { SavingOutlook } from '../../shared/core/scan/saving-outlook.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import { megabytesText, scanUsd } from './log-plan.ts';
import type { ScanResult } from './scan-result.ts';

/** Longest name that is shown whole, characters. */
const NAME_LENGTH_MAX = 40;

/** Smaller amounts are all shown as "under $0.01", USD a month. */
const MONTHLY_USD_MIN = 0.01;

/** Formats an amount a month. */
export function monthlyText(usd: number): string {
  return usd < MONTHLY_USD_MIN ? 'under $0.01' : usdText(usd);
}

/** Formats an interval of amounts a month. */
export function intervalText({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return high < MONTHLY_USD_MIN ? 'under $0.01' : `${monthlyText(low)} to ${monthlyText(high)}`;
}

/** Says how much faster a function may become at the same cost. */
export function fasterText({
  speedup,
  fastestMb,
}: Pick<SavingOutlook, 'speedup' | 'fastestMb'>): string {
  const percent = 100 * (1 - 1 / speedup.median);
  return percent < 1 ? 'no' : `${percentText(percent)} at ${fastestMb} MB`;
}

/** Formats the most memory that a function was seen to use. */
export function memoryUsedText(logs: LogReading | undefined): string {
  return logs?.kind === 'read' ? `${logs.maxMemoryUsedMb} MB` : 'not known';
}

/** Says how often a function starts cold, and how long that takes. */
export function coldStartText(logs: LogReading | undefined): string {
  if (logs?.kind !== 'read') return 'not known';
  const { initDurationMs } = logs;
  const share = percentText(100 * coldStartShare(logs));
  return initDurationMs === undefined
    ? share
    : `${share}, ${durationText(initDurationMs.p50)} each`;
}

/** Most functions without a reading of their logs that are listed one by one. */
const UNREAD_COUNT_MAX = 5;

/** Says which logs were read and which were not; empty if logs were not asked for. */
export function logsText({ functions, logBytesScanned }: ScanResult): readonly string[] {
  if (logBytesScanned === undefined) {
    return [];
  }
  const readCount = functions.filter(({ logs }) => logs?.kind === 'read').length;
  const unread = functions.flatMap(({ subject, logs }) =>
    logs?.kind === 'notKnown'
      ? [`${cleanText(subject.functionName, NAME_LENGTH_MAX)}: ${logs.reason}`]
      : [],
  );
  const more = unread.length - UNREAD_COUNT_MAX;
  return [
    `Logs of ${countText(readCount, 'function')} read; ${megabytesText(logBytesScanned)} scanned (CloudWatch Logs: ${usdText(scanUsd(logBytesScanned))}).`,
    ...unread
      .slice(0, UNREAD_COUNT_MAX)
      .map((text) => `No logs read for ${text.replace(/\.$/, '')}.`),
    ...(more > 0 ? [`No logs read for ${more} more: see --json.`] : []),
  ];
}

/** Says what was found, and what tuning is expected to save, in one sentence each. */
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
    ? [`${functions}; none was invoked in the last ${exactCountText(dayCount, 'day')}.`]
    : [
        `${functions}; ${invokedCount} of them invoked in the last ${exactCountText(dayCount, 'day')}. They cost ${monthlyText(costUsd)} a month at list prices.`,
        `Tuning is expected to save ${monthlyText(savingUsd.mean)} a month, ${percentText((100 * savingUsd.mean) / costUsd)} of it (90 %: ${intervalText(savingUsd)}).`,
      ];
}
