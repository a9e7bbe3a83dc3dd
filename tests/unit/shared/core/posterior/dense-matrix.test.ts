import { describe, expect, it } from '@jest/globals';
import {
  choleskyFactor,
  inverseFromFactor,
  logDeterminant,
} from '../../../../../shared/core/posterior/dense-matrix.ts';

describe('choleskyFactor()', () => {
  it('factors a positive matrix', () => {
    // [[4, 2], [2, 5]] = [[2, 0], [1, 2]] times its transpose.
    expect([...choleskyFactor(Float64Array.of(4, 2, 2, 5), 2)]).toEqual([2, 0, 1, 2]);
  });

  it('props up a singular matrix instead of giving NaN', () => {
    const factor = choleskyFactor(Float64Array.of(1, 1, 1, 1), 2);

    expect(factor.every(Number.isFinite)).toBe(true);
  });
});

describe('inverseFromFactor()', () => {
  it('inverts the factored matrix', () => {
    // det = 16; inverse = [[5, -2], [-2, 4]] / 16.
    const inverse = inverseFromFactor(Float64Array.of(2, 0, 1, 2), 2);

    expect([...inverse]).toEqual([0.3125, -0.125, -0.125, 0.25]);
  });
});

describe('logDeterminant()', () => {
  it('is the logarithm of the determinant', () => {
    expect(logDeterminant(Float64Array.of(2, 0, 1, 2), 2)).toBeCloseTo(Math.log(16), 12);
  });
});
