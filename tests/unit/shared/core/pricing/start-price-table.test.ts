import { describe, expect, it } from '@jest/globals';
import {
  provisionedPriceOf,
  snapStartPriceOf,
} from '../../../../../shared/core/pricing/start-price-table.ts';

describe('provisionedPriceOf()', () => {
  it.each([
    ['us-east-1', 'x86_64', 4.1667e-6, 9.7222e-6],
    ['us-east-1', 'arm64', 3.3334e-6, 7.7778e-6],
    ['eu-west-1', 'x86_64', 4.646e-6, 1.08407e-5],
  ] as const)('has the price for %s on %s', (region, architecture, ready, busy) => {
    const price = provisionedPriceOf(region, architecture);

    expect(price?.usdPerGbSecondReady).toBeCloseTo(ready, 12);
    expect(price?.usdPerGbSecondBusy).toBeCloseTo(busy, 12);
  });

  it.each([
    ['eu-west-1', 'arm64'],
    ['mx-central-1', 'x86_64'],
  ] as const)('assumes no price for %s on %s', (region, architecture) => {
    expect(provisionedPriceOf(region, architecture)).toBeUndefined();
  });
});

describe('snapStartPriceOf()', () => {
  it('is free for Java everywhere, and never assumed for other runtimes', () => {
    expect(snapStartPriceOf('sa-east-1', 'java21')).toEqual({
      usdPerGbSecondCached: 0,
      usdPerGbRestored: 0,
    });
    expect(snapStartPriceOf('ap-northeast-2', 'dotnet8')).toEqual({
      usdPerGbSecondCached: 1.8383e-6,
      usdPerGbRestored: 1.674588e-4,
    });
    expect(snapStartPriceOf('sa-east-1', 'python3.12')).toBeUndefined();
  });
});
