import { describe, expect, it } from '@jest/globals';
import { CpuBudget } from '../../local/cloud/lambda/process-host/cpu-budget.ts';

const NS_PER_MS = 1e6;

describe('CpuBudget', () => {
  it('checks again when a single thread would have used up the quota', () => {
    // A quarter of a core is 5 ms in each period of 20 ms.
    const budget = new CpuBudget(0.25, 0);

    expect(budget.charge(0, 0)).toEqual({ mayRun: true, nextCheckMs: 5 });
    expect(budget.charge(2 * NS_PER_MS, 2)).toEqual({ mayRun: true, nextCheckMs: 5 });
  });

  it('stops at the quota until the next period', () => {
    const budget = new CpuBudget(0.25, 0);

    expect(budget.charge(5 * NS_PER_MS, 5)).toEqual({ mayRun: false, nextCheckMs: 20 });
    expect(budget.charge(0, 20)).toEqual({ mayRun: true, nextCheckMs: 25 });
  });

  it('deducts an overrun over as many periods as it takes', () => {
    const budget = new CpuBudget(0.25, 0);

    // 5 - 17 = -12 ms: two periods of 5 ms leave -2, the third makes it 3.
    expect(budget.charge(17 * NS_PER_MS, 17)).toEqual({ mayRun: false, nextCheckMs: 60 });
    expect(budget.charge(0, 60)).toEqual({ mayRun: true, nextCheckMs: 63 });
  });

  it('does not carry over what was left', () => {
    const budget = new CpuBudget(0.25, 0);

    budget.charge(0, 200);

    expect(budget.charge(5 * NS_PER_MS, 205)).toMatchObject({ mayRun: false });
  });

  it('expects several threads if several ran', () => {
    const budget = new CpuBudget(1.5, 0);

    // 30 ms quota, 10 used by two threads in 5 ms: 20 left last 10 ms.
    expect(budget.charge(10 * NS_PER_MS, 5)).toEqual({ mayRun: true, nextCheckMs: 15 });
  });
});
