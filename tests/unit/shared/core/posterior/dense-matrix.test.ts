import { describe, expect, it } from '@jest/globals';
import {
  choleskyFactor,
  inverseFromFactor,
  logDeterminant,
} from '../../../../../shared/core/posterior/dense-matrix.ts';
import { Matrix } from '../../../../../shared/core/posterior/matrix.ts';

function square(...values: readonly number[]): Matrix {
  return new Matrix(2, 2, Float64Array.from(values));
}

describe('choleskyFactor()', () => {
  it('factors a positive matrix', () => {
    // [[4, 2], [2, 5]] = [[2, 0], [1, 2]] times its transpose.
    expect([...choleskyFactor(square(4, 2, 2, 5)).values]).toEqual([2, 0, 1, 2]);
  });

  it('raises the pivots of a singular matrix instead of giving NaN', () => {
    const factor = choleskyFactor(square(1, 1, 1, 1));

    expect(factor.values.every(Number.isFinite)).toBe(true);
  });
});

describe('inverseFromFactor()', () => {
  it('inverts the factored matrix', () => {
    // det = 16; inverse = [[5, -2], [-2, 4]] / 16.
    const inverse = inverseFromFactor(square(2, 0, 1, 2));

    expect([...inverse.values]).toEqual([0.3125, -0.125, -0.125, 0.25]);
  });
});

describe('logDeterminant()', () => {
  it('is the logarithm of the determinant', () => {
    expect(logDeterminant(square(2, 0, 1, 2))).toBeCloseTo(Math.log(16), 12);
  });
});
