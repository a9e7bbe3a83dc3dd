import { describe, expect, it } from '@jest/globals';
import { effortText } from '../../../../shared/contract/effort-text.ts';

describe('effortText()', () => {
  it.each([
    [false, 12, 'Tuning took 12 invocations, which cost $0.00250 at list prices.'],
    [true, 0, 'An earlier run had measured this already; nothing was measured again.'],
    // The function was released back to what an earlier run had measured.
    [
      true,
      12,
      'An earlier run had measured this already. Before that was known, this run took 12 invocations, which cost $0.00250 at list prices.',
    ],
  ])('tells what was spent: recalled %s, %s invocations', (isRecalled, invocationCount, text) => {
    expect(effortText({ isRecalled, invocationCount, tuningCostUsd: 0.0025 })).toBe(text);
  });
});
