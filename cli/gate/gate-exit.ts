import type { GateAnswer } from '../../shared/contract/gate-answer.ts';

/** The exit code for each answer of a gate whose run succeeded. */
export const EXIT_CODES = {
  same: 0,
  better: 0,
  slower: 5,
  dearer: 6,
  undecided: 7,
  overBudget: 8,
} as const satisfies Readonly<Record<GateAnswer, number>>;
