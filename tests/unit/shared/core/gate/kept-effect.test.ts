import { describe, expect, it } from '@jest/globals';
import { keptEffect, keptFigures } from '../../../../../shared/core/gate/kept-effect.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';
import { aBlock } from '../../../../support/release-tiers.ts';
import { aTier } from '../../../../support/tuning-worlds.ts';

const DAY_MS = 86_400_000;
const WANTED = {
  powerValue: powerValue(512),
  payloadWeights: [1],
  cost: { price: priceOf('us-east-1', 'x86_64'), ephemeralStorageMb: 512 },
};

const figuresOf = (tiers: readonly Tier[]) => keptFigures(tiers, WANTED);

describe('keptFigures()', () => {
  it('uses the clone of the wanted size from a run that tried sizes', () => {
    const figures = figuresOf([aTier(512, [100, 100, 100, 100]), aTier(1024, [50, 50])]);

    // ln(100) = 4.605; 512 MB for 100 ms are $0.00000083, and a request costs $0.0000002.
    expect(figures?.duration.value).toBeCloseTo(4.605, 3);
    expect(Math.exp(figures?.cost.value ?? 0)).toBeCloseTo(1.03e-6, 8);
  });

  it('never trusts a single clone more than clones of the same code agree', () => {
    const few = figuresOf([aTier(512, [90, 110])]);
    const many = figuresOf([
      aTier(
        512,
        Array.from({ length: 100 }, (_, i) => 90 + (i % 2) * 20),
      ),
    ]);

    expect(few?.duration.variance).toBeGreaterThan(many?.duration.variance ?? 1);
    expect(many?.duration.variance).toBeGreaterThan(0.03 ** 2);
  });

  it('uses the spread between clones if there are several', () => {
    const alike = figuresOf(aBlock(100, 100, 0.1).filter(isOld));
    const uneven = figuresOf(aBlock(100, 100, 5).filter(isOld));

    expect(alike?.duration.degreesOfFreedom).toBe(3);
    expect(uneven?.duration.variance).toBeGreaterThan(10 * (alike?.duration.variance ?? 1));
  });

  it('is undefined without two warm samples of each payload class', () => {
    expect(figuresOf([aTier(1024, [50, 50])])).toBeUndefined();
    expect(figuresOf([aTier(512, [50])])).toBeUndefined();
    expect(
      keptFigures([aTier(512, [50, 50])], { ...WANTED, payloadWeights: [1, 1] }),
    ).toBeUndefined();
  });
});

const isOld = ({ release }: Tier) => release?.side === 'old';

describe('keptEffect()', () => {
  const kept = { value: 4, variance: 0, degreesOfFreedom: 3 };
  const clones = (...values: readonly number[]) =>
    values.map((value) => ({ side: 'new' as const, block: 1, value }));

  it('is the difference, at least as uncertain as the drift of the platform', () => {
    const effect = keptEffect(clones(4.1, 4.1, 4.1), kept, DAY_MS);

    expect(effect?.effect).toBeCloseTo(0.1, 10);
    expect(effect?.standardError).toBeCloseTo(0.09, 10);
    expect(effect?.degreesOfFreedom).toBeCloseTo(3, 10);
  });

  it('gets less certain with the square root of the age beyond 30 days', () => {
    const errorAfter = (days: number) =>
      keptEffect(clones(4.1, 4.1), kept, days * DAY_MS)?.standardError;

    expect(errorAfter(30)).toBeCloseTo(0.09, 10);
    expect(errorAfter(120)).toBeCloseTo(0.18, 10);
  });

  it('adds the variances of the clones and of the kept result', () => {
    const noisy = keptEffect(clones(4, 4.2), { ...kept, variance: 0.01 }, DAY_MS);

    // 0.0081 from the platform, 0.01 from the kept result, 0.02 / 2 from two clones that differ by 0.2.
    expect(noisy?.standardError).toBeCloseTo(Math.sqrt(0.0281), 10);
  });

  it('is undefined with a single clone', () => {
    expect(keptEffect(clones(4.1), kept, DAY_MS)).toBeUndefined();
  });
});
