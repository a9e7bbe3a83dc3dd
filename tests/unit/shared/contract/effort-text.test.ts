import { describe, expect, it } from '@jest/globals';
import { effortText } from '../../../../shared/contract/effort-text.ts';
import { aDecision } from '../../../support/run-facts.ts';

describe('effortText()', () => {
  it.each([
    [false, 12, 'Tuning took 12 invocations, which cost $0.00250 at list prices.'],
    [true, 0, 'An earlier run had measured this already; nothing was measured again.'],
    // The function was released back to code that an earlier run had measured.
    [
      true,
      12,
      'An earlier run had measured this already. Before that was known, this run took 12 invocations, which cost $0.00250 at list prices.',
    ],
  ])('says what was spent: recalled %s, %s invocations', (isRecalled, invocationCount, text) => {
    const cost = { isRecalled, invocationCount, tuningCostUsd: 0.0025 };
    expect(effortText({ ...cost, decision: aDecision() })).toBe(text);
  });

  it.each([
    [true, 'measurements of the run of 2026-10-01 count as well.'],
    [false, 'the run of 2026-10-01 does not count, because durations have changed since then.'],
  ])('mentions an earlier run of the function: used %s', (isUsed, text) => {
    const earlierRun = { measuredAtMs: Date.parse('2026-10-01T12:00:00Z'), isUsed };
    const { evidence } = aDecision();
    const decision = aDecision({ evidence: { ...evidence, earlierRun } });
    const cost = { isRecalled: false, invocationCount: 8, tuningCostUsd: 0.0025 };

    expect(effortText({ ...cost, decision })).toContain(text);
  });
});
