import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { tuningCostUsd } from '../../../../../shared/core/measurement/tier-figures.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';

const BASIS = { price: priceOf('us-east-1', 'x86_64'), ephemeralStorageMb: 512 };

const tier = fc
  .record({
    size: fc.integer({ min: 128, max: 10_240 }),
    durationsMs: fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 8 }),
  })
  .map(
    ({ size, durationsMs }): Tier => ({
      powerValue: powerValue(size),
      outcome: { kind: 'measured' },
      samples: durationsMs.map((durationMs) => ({
        durationMs,
        billedDurationMs: durationMs,
        maxMemoryUsedMb: 100,
        isCold: false,
        lane: 0,
      })),
      errorCount: 0,
      errorBilledDurationMs: 0,
    }),
  );

const tiers = fc.uniqueArray(tier, {
  minLength: 1,
  maxLength: 10,
  selector: ({ powerValue: size }) => size,
});

describe('tuningCostUsd()', () => {
  it('is additive: two lists together cost the sum of both', () => {
    fc.assert(
      fc.property(tiers, tiers, (some, others) => {
        const together = tuningCostUsd([...some, ...others], BASIS);

        expect(together).toBeCloseTo(tuningCostUsd(some, BASIS) + tuningCostUsd(others, BASIS), 12);
        expect(together).toBeGreaterThan(0);
      }),
      { seed: 20_261_122 },
    );
  });
});
