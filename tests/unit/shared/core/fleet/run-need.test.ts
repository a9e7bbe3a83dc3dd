import { describe, expect, it } from '@jest/globals';
import { runCapsFrom, runNeed } from '../../../../../shared/core/fleet/run-need.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';

const CAPS = { invocationsMax: 10_000, usdMax: 10 };
const price = priceOf('us-east-1', 'x86_64');

describe('runNeed()', () => {
  it('is the most that the planner uses, with a margin', () => {
    // 36 × 0.1 s × 4 GB × $0.0000166667 × 3 = $0.00072.
    expect(runNeed({ durationMsMean: 100, memoryMb: 512, price }, CAPS)).toEqual({
      invocations: 36,
      usd: 0.001,
    });
  });

  it('is the number of invocations that the request asks for', () => {
    expect(runNeed({ invocationsAsked: 200, durationMsMean: 100, price }, CAPS).invocations).toBe(
      200,
    );
  });

  it('never exceeds what the deployment lets a run spend', () => {
    const caps = { invocationsMax: 20, usdMax: 0.002 };
    const need = runNeed({ durationMsMean: 60_000, price }, caps);

    expect(need.invocations).toBe(20);
    expect(runCapsFrom(need).usdMax).toBeLessThanOrEqual(caps.usdMax);
  });
});
