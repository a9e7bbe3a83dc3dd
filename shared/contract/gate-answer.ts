import type { ComparisonResult } from './comparison-result.ts';

/** Answer of the release gate: the verdict, or that the new release exceeds its own limit. */
export type GateAnswer = ComparisonResult['verdict']['kind'] | 'overBudget';

/**
 * Returns the gate's answer. A worse release is reported as worse even if it also exceeds its
 * limit.
 */
export function gateAnswer({
  verdict,
  limit,
}: Pick<ComparisonResult, 'verdict' | 'limit'>): GateAnswer {
  const isWorse = verdict.kind === 'slower' || verdict.kind === 'dearer';
  return !isWorse && limit?.isExceeded === true ? 'overBudget' : verdict.kind;
}
