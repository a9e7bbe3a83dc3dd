import { countText, usdText } from '../core/advice/figure-text.ts';
import type { TuningResult } from './tuning-result.ts';

/** What a run took, in a sentence. A recalled one may have measured before a release in between. */
export function effortText({
  isRecalled,
  invocationCount,
  tuningCostUsd,
}: Pick<TuningResult, 'isRecalled' | 'invocationCount' | 'tuningCostUsd'>): string {
  const effort = `${countText(invocationCount, 'invocation')}, which cost ${usdText(tuningCostUsd)} at list prices`;
  if (!isRecalled) {
    return `Tuning took ${effort}.`;
  }
  return invocationCount === 0
    ? 'An earlier run had measured this already; nothing was measured again.'
    : `An earlier run had measured this already. Before that was known, this run took ${effort}.`;
}
