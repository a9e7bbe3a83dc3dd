import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/price-table.ts';
import type { Tier } from '../../shared/core/tier.ts';
import { type TierFigures, tierFigures, tuningCostUsd } from '../../shared/core/tier-figures.ts';
import { selectTier } from '../../shared/core/tier-selection.ts';

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

function figuresOf(measured: readonly Tier[]): readonly TierFigures[] {
  return measured.flatMap((one) => tierFigures(one, BASIS) ?? []);
}

function selected(measured: readonly Tier[], objective: Parameters<typeof selectTier>[1]) {
  const selection = selectTier(figuresOf(measured), objective);
  if (selection.kind !== 'selected') {
    throw new Error('nothing selected');
  }
  return selection.tier;
}

describe('selectTier()', () => {
  it('takes a size that nothing beats in what was asked for', () => {
    fc.assert(
      fc.property(tiers, (measured) => {
        const cheapest = selected(measured, { kind: 'cost' });
        const fastest = selected(measured, { kind: 'speed' });
        for (const other of figuresOf(measured)) {
          expect(cheapest.costUsdMean).toBeLessThanOrEqual(other.costUsdMean);
          expect(fastest.durationMs.mean).toBeLessThanOrEqual(other.durationMs.mean);
        }
      }),
      { seed: 20_261_122 },
    );
  });

  it('balances between the two: weight 1 is cost, weight 0 is speed', () => {
    fc.assert(
      fc.property(tiers, (measured) => {
        const cost = selected(measured, { kind: 'balanced', weight: 1 });
        const speed = selected(measured, { kind: 'balanced', weight: 0 });

        expect(cost.costUsdMean).toBe(selected(measured, { kind: 'cost' }).costUsdMean);
        expect(speed.durationMs.mean).toBe(selected(measured, { kind: 'speed' }).durationMs.mean);
      }),
      { seed: 20_261_122 },
    );
  });

  it('does not depend on the order of the tiers', () => {
    fc.assert(
      fc.property(tiers, fc.double({ min: 0, max: 1, noNaN: true }), (measured, weight) => {
        const objective = { kind: 'balanced', weight } as const;

        expect(selected(measured.toReversed(), objective).costUsdMean).toBeCloseTo(
          selected(measured, objective).costUsdMean,
          12,
        );
      }),
      { seed: 20_261_122 },
    );
  });
});

describe('tuningCostUsd()', () => {
  it('adds up: what two lists cost is what they cost together', () => {
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
