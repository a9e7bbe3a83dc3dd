import { describe, expect, it } from '@jest/globals';
import type { ComparisonResult } from '../../../../shared/contract/comparison-result.ts';
import { gateAnswer } from '../../../../shared/contract/gate-answer.ts';
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
  ] as const)('answers %s, limit exceeded: %s, with %s', (kind, isExceeded, answer) => {
    expect(answerOf(kind, isExceeded)).toBe(answer);
  });
});
