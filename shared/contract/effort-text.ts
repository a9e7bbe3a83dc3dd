import { countText, usdText } from '../core/advice/figure-text.ts';
import { dateText } from '../core/date-text.ts';
import type { TuningResult } from './tuning-result.ts';

/**
 * Describes a run's effort in a sentence. A run with a recalled answer may have measured before it
 * was restarted.
 */
export function effortText({
  isRecalled,
  invocationCount,
  tuningCostUsd,
  decision,
}: Pick<TuningResult, 'isRecalled' | 'invocationCount' | 'tuningCostUsd' | 'decision'>): string {
  const effort = `${countText(invocationCount, 'invocation')}, which cost ${usdText(tuningCostUsd)} at list prices`;
  if (!isRecalled) {
    return `Tuning took ${effort}${earlierRunText(decision)}.`;
  }
  return invocationCount === 0
    ? 'An earlier run had measured this already; nothing was measured again.'
    : `An earlier run had measured this already. Before that was known, this run took ${effort}.`;
}

/** Says whether the measurements of the function's last run count. */
function earlierRunText({ evidence: { earlierRun } }: TuningResult['decision']): string {
  if (earlierRun === undefined) {
    return '';
  }
  const date = dateText(earlierRun.measuredAtMs);
  return earlierRun.isUsed
    ? `; measurements of the run of ${date} count as well`
    : `; the run of ${date} does not count, because durations have changed since then`;
}
