import { describe, expect, it } from '@jest/globals';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';
import {
  type ObservedFunction,
  savingOutlook,
} from '../../../../../shared/core/scan/saving-outlook.ts';
import { FEW_DRAWS } from '../../../../support/tuning-worlds.ts';

function outlookOf(changes: Partial<ObservedFunction> = {}) {
  const outlook = savingOutlook(
    {
      memoryMb: powerValue(1024),
      architecture: 'x86_64',
      price: priceOf('us-east-1', 'x86_64'),
      ephemeralStorageMb: 512,
      durationMsMean: 200,
      invocationsPerMonth: 1_000_000,
      memoryMbMin: powerValue(128),
      ...changes,
    },
    FEW_DRAWS,
  );
  if (outlook === undefined) throw new Error('Nothing can be said of the function');
  return outlook;
}

describe('savingOutlook()', () => {
  it('computes the present cost: GB-seconds, half a millisecond of rounding, and requests', () => {
    const gbSeconds = (1024 / 1024) * 0.2005 * 1e6;

    expect(outlookOf().costUsdPerMonth).toBeCloseTo(gbSeconds * 1.66667e-5 + 0.2, 1);
  });

  it('saves at least nothing, and at most the whole cost', () => {
    for (const memoryMb of [128, 512, 1769, 10_240].map(powerValue)) {
      const { savingUsdPerMonth, costUsdPerMonth } = outlookOf({ memoryMb });

      expect(savingUsdPerMonth.low).toBeGreaterThanOrEqual(0);
      expect(savingUsdPerMonth.mean).toBeLessThan(costUsdPerMonth);
      expect(savingUsdPerMonth.low).toBeLessThanOrEqual(savingUsdPerMonth.median);
      expect(savingUsdPerMonth.median).toBeLessThanOrEqual(savingUsdPerMonth.high);
    }
  });

  it('is twice as much for twice as many invocations', () => {
    const [once, twice] = [1e6, 2e6].map((invocationsPerMonth) =>
      outlookOf({ invocationsPerMonth }),
    );

    expect((twice?.savingUsdPerMonth.mean ?? 0) / (once?.savingUsdPerMonth.mean ?? 1)).toBeCloseTo(
      2,
    );
  });

  it('expects more from a function with far more CPU than a single thread can use', () => {
    const [large, small] = [10_240, 128].map((mb) => outlookOf({ memoryMb: powerValue(mb) }));

    expect(large?.probabilityPays).toBeGreaterThan(0.95);
    expect(large?.cheapestMb).toBeLessThan(3008);
    expect(small?.probabilityPays).toBeLessThan(0.5);
    expect(small?.speedup.median).toBeGreaterThan(large?.speedup.median ?? 0);
  });

  it('does not pay if a run costs more than a month saves', () => {
    expect(
      outlookOf({ memoryMb: powerValue(10_240), invocationsPerMonth: 20 }).probabilityPays,
    ).toBe(0);
  });

  it('proposes no size below what the runtime needs', () => {
    const { cheapestMb } = outlookOf({ memoryMbMin: powerValue(1024) });

    expect(cheapestMb).toBeGreaterThanOrEqual(1024);
  });

  it('gives the same outlook for the same function', () => {
    expect(outlookOf()).toEqual(outlookOf());
  });
});
