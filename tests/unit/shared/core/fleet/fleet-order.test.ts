import { describe, expect, it } from '@jest/globals';
import { byExpectedSavingPerInvocation } from '../../../../../shared/core/fleet/fleet-order.ts';

const need = (invocations: number) => ({ invocations, usd: 0.01 });

describe('byExpectedSavingPerInvocation()', () => {
  it('sorts by saving per invocation, and functions without an estimate last', () => {
    const functions = [
      { functionName: 'unknown', need: need(36) },
      { functionName: 'idle', need: need(36), expected: { savingUsdPerMonth: 0 } },
      { functionName: 'dear', need: need(400), expected: { savingUsdPerMonth: 40 } },
      { functionName: 'b', need: need(36), expected: { savingUsdPerMonth: 36 } },
      { functionName: 'a', need: need(36), expected: { savingUsdPerMonth: 36 } },
    ];

    expect(byExpectedSavingPerInvocation(functions).map((each) => each.functionName)).toEqual([
      'a',
      'b',
      'dear',
      'idle',
      'unknown',
    ]);
  });
});
