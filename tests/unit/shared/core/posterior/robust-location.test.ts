import { describe, expect, it } from '@jest/globals';
import {
  huberLocation,
  huberSquares,
  medianOf,
} from '../../../../../shared/core/posterior/robust-location.ts';

describe('medianOf()', () => {
  it('takes the middle, or the mean of the two middle values', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    expect(medianOf([])).toBe(0);
  });
});

describe('huberLocation()', () => {
  it('is the mean where nothing is far out', () => {
    expect(huberLocation([1, 2, 3, 2], 5)).toBeCloseTo(2, 12);
  });

  it('lets an outlier pull by two scales at most', () => {
    // Four values at 0, and an outlier that pulls with 2 scales: location 0.2 / 4 = 0.05.
    expect(huberLocation([0, 0, 0, 0, 100], 0.1)).toBeCloseTo(0.05, 3);
  });
});

describe('huberSquares()', () => {
  it('draws far deviations in to two scales', () => {
    expect(huberSquares([1, -1, 10], 0, 1)).toBe(6);
  });
});
