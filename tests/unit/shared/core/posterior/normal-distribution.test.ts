import { describe, expect, it } from '@jest/globals';
import { normalQuantile } from '../../../../../shared/core/posterior/normal-distribution.ts';

describe('normalQuantile()', () => {
  it.each([
    [0.5, 0],
    [0.95, 1.644854],
    [0.05, -1.644854],
    [0.975, 1.959964],
    [0.001, -3.090232],
    [0.999, 3.090232],
  ])('of %d is %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 5);
  });
});
