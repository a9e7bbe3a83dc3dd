import { describe, expect, it } from '@jest/globals';
import {
  billedCostUsd,
  billedDurationMsOf,
} from '../../../../../shared/core/pricing/billed-cost.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';

describe('billedCostUsd()', () => {
  it('charges GB-seconds and the request', () => {
    const price = priceOf('us-east-1', 'x86_64');

    // 1024 MB for 1000 ms is 1 GB-s: 0.0000166667, and 0.20 per million requests.
    expect(billedCostUsd({ memoryMb: 1024, billedDurationMs: 1000 }, price)).toBeCloseTo(
      0.0000166667 + 0.0000002,
      12,
    );
  });

  it('charges ephemeral storage above 512 MB only', () => {
    const price = priceOf('us-east-1', 'x86_64');
    const run = { memoryMb: 1024, billedDurationMs: 1000 };
    const without = billedCostUsd(run, price);

    expect(billedCostUsd({ ...run, ephemeralStorageMb: 512 }, price)).toBe(without);
    // 1536 - 512 = 1024 MB is 1 GB for 1 s: 0.0000000309.
    expect(billedCostUsd({ ...run, ephemeralStorageMb: 1536 }, price)).toBeCloseTo(
      without + 3.09e-8,
      14,
    );
  });
});

describe('billedDurationMsOf()', () => {
  it.each([
    [12.01, 13],
    [13, 13],
    [0.2, 1],
  ])('rounds %d ms up to %d', (durationMs, billed) => {
    expect(billedDurationMsOf(durationMs)).toBe(billed);
  });
});

describe('priceOf()', () => {
  it('has the prices of regions that differ from the common one, and of architectures', () => {
    expect(priceOf('af-south-1', 'arm64')).toMatchObject({
      usdPerGbSecond: 1.768e-5,
      isPublished: true,
    });
    expect(priceOf('eu-west-1', 'arm64').usdPerGbSecond).toBe(1.33334e-5);
    expect(priceOf('af-south-1', 'x86_64').usdPerRequest).toBeCloseTo(2.7e-7, 12);
  });

  it('says if a price is assumed', () => {
    expect(priceOf('mx-central-1', 'x86_64')).toMatchObject({
      usdPerGbSecond: 1.66667e-5,
      isPublished: false,
    });
    expect(priceOf('il-central-1', 'arm64').isPublished).toBe(false);
    expect(priceOf('il-central-1', 'x86_64').isPublished).toBe(true);
  });
});
