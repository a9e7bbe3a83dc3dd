import { describe, expect, it } from '@jest/globals';
import { EXIT_CODES, gateAnswer } from '../../../../cli/gate/gate-exit.ts';
import type { ComparisonResult } from '../../../../shared/contract/comparison-result.ts';
import { aComparisonResult } from '../../../support/comparison-results.ts';

function answerOf(kind: ComparisonResult['verdict']['kind'], isExceeded?: boolean) {
  const limit = { durationMsMax: 100, percentile: 95, durationMs: 120 };
  return gateAnswer(
    aComparisonResult({
      verdict: { kind, text: '' },
      ...(isExceeded !== undefined && { limit: { ...limit, isExceeded } }),
    }),
  );
}

describe('gateAnswer()', () => {
  it.each([
    ['same', undefined, 'same'],
    ['same', false, 'same'],
    ['same', true, 'overBudget'],
    ['better', true, 'overBudget'],
    ['undecided', true, 'overBudget'],
    ['undecided', false, 'undecided'],
    ['slower', true, 'slower'],
    ['dearer', true, 'dearer'],
  ] as const)('of %s, limit exceeded: %s, is %s', (kind, isExceeded, answer) => {
    expect(answerOf(kind, isExceeded)).toBe(answer);
  });

  it('passes what is the same or better alone, and has a code for each other answer', () => {
    const passing = Object.entries(EXIT_CODES).filter(([, code]) => code === 0);
    const failing = Object.values(EXIT_CODES).filter((code) => code !== 0);

    expect(passing.map(([answer]) => answer)).toEqual(['same', 'better']);
    expect(new Set(failing).size).toBe(failing.length);
    // Failed, usage, not followed, and impossible have the codes that they have in other commands.
    expect(failing.filter((code) => code < 5)).toEqual([]);
  });
});
