import { describe, expect, it } from '@jest/globals';
import {
  huberLocation,
  huberSquares,
  medianOf,
} from '../../../../../shared/core/posterior/robust-location.ts';

describe('medianOf()', () => {
  it('is the middle value, or the mean of the two middle values', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    expect(medianOf([])).toBe(0);
  });
});

describe('huberLocation()', () => {
  it('is the mean without outliers', () => {
    expect(huberLocation([1, 2, 3, 2], 5)).toBeCloseTo(2, 12);
  });

  it('lets an outlier pull by at most two scales', () => {
    // Four values at 0, and an outlier that pulls with 2 scales: location 0.2 / 4 = 0.05.
    expect(huberLocation([0, 0, 0, 0, 100], 0.1)).toBeCloseTo(0.05, 3);
  });
});

describe('huberSquares()', () => {
  it('limits deviations to two scales', () => {
    expect(huberSquares([1, -1, 10], 0, 1)).toBe(6);
  });
});
