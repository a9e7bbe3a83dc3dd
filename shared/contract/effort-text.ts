import { countText, usdText } from '../core/advice/figure-text.ts';
import { dateText } from '../core/date-text.ts';
import type { TuningResult } from './tuning-result.ts';

/** What a run took, in a sentence. A recalled one may have measured before a release in between. */
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

/** What the last run of the function was good for. */
function earlierRunText({ evidence: { earlierRun } }: TuningResult['decision']): string {
  if (earlierRun === undefined) {
    return '';
  }
  const date = dateText(earlierRun.measuredAtMs);
  return earlierRun.isUsed
    ? `; what the run of ${date} measured counts as well`
    : `; the run of ${date} does not count, because durations have changed since then`;
}
