import type { ComparisonResult } from '../../shared/contract/comparison-result.ts';

/** What a gate may end with, once the run has succeeded. */
export const EXIT_CODES = {
  same: 0,
  better: 0,
  slower: 5,
  dearer: 6,
  undecided: 7,
  overBudget: 8,
} as const;

/** What a gate answers: the verdict, or that the new release is over its own limit. */
export type GateAnswer = keyof typeof EXIT_CODES;

/** A release that is worse is told as that, whatever its limit. */
export function gateAnswer({ verdict, limit }: ComparisonResult): GateAnswer {
  const isWorse = verdict.kind === 'slower' || verdict.kind === 'dearer';
  return !isWorse && limit?.isExceeded === true ? 'overBudget' : verdict.kind;
}
