import { describe, expect, it } from '@jest/globals';
import {
  locationVariance,
  residualCorrelation,
} from '../../../../../shared/core/posterior/curve-weights.ts';

describe('residualCorrelation()', () => {
  it('is 1 at distance 0 and falls with distance', () => {
    expect(residualCorrelation(0, 0.6)).toBe(1);
    // (1 + sqrt 3) e^(-sqrt 3) at one length.
    expect(residualCorrelation(0.6, 0.6)).toBeCloseTo(0.4834, 4);
  });
});

describe('locationVariance()', () => {
  it('falls with samples down to the variance that environments share', () => {
    const of = (effectiveCount: number, laneCount: number) =>
      locationVariance({ effectiveCount, laneCount, ownSd: 0 }, 0.1, 0.2);

    // 0.01 x (0.8 / 4 + 0.2 / 1) and 0.01 x (0.8 / 4 + 0.2 / 2).
    expect(of(4, 1)).toBeCloseTo(0.004, 12);
    expect(of(4, 2)).toBeCloseTo(0.003, 12);
    expect(of(1e9, 1)).toBeCloseTo(0.002, 9);
  });
});
