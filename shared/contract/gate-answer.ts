import type { ComparisonResult } from './comparison-result.ts';

/** What a gate answers: the verdict, or that the new release is over its own limit. */
export type GateAnswer = ComparisonResult['verdict']['kind'] | 'overBudget';

/** A release that is worse is told as that, whatever its limit. */
export function gateAnswer({
  verdict,
  limit,
}: Pick<ComparisonResult, 'verdict' | 'limit'>): GateAnswer {
  const isWorse = verdict.kind === 'slower' || verdict.kind === 'dearer';
  return !isWorse && limit?.isExceeded === true ? 'overBudget' : verdict.kind;
}
