import { Matrix } from './matrix.ts';

/**
 * Reads an element that exists by construction. TypeScript types every element of a typed array as
 * `number | undefined`, which bounded numeric loops need not check.
 */
export function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

/** Smallest pivot; a smaller one means a singular covariance matrix and is raised to this value. */
const PIVOT_MIN = 1e-12;

/**
 * Computes the lower Cholesky factor of a symmetric positive matrix. Pivots are kept above 1e-12,
 * so a singular covariance gives a factor instead of NaN.
 */
export function choleskyFactor(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const lower = new Matrix(size, size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix.get(row, column);
      for (let k = 0; k < column; k += 1) {
        sum -= lower.get(row, k) * lower.get(column, k);
      }
      const isPivot = row === column;
      lower.set(
        row,
        column,
        isPivot ? Math.sqrt(Math.max(PIVOT_MIN, sum)) : sum / lower.get(column, column),
      );
    }
  }
  return lower;
}

/** Computes the inverse of the matrix whose lower Cholesky factor is given. */
export function inverseFromFactor(lower: Matrix): Matrix {
  const size = lower.rows;
  const inverse = new Matrix(size, size);
  const column = new Float64Array(size);
  for (let unit = 0; unit < size; unit += 1) {
    column.fill(0);
    column[unit] = 1;
    solveInPlace(lower, column);
    for (let row = 0; row < size; row += 1) {
      inverse.set(row, unit, at(column, row));
    }
  }
  return inverse;
}

/**
 * Computes the log determinant of the matrix whose lower Cholesky factor is given: twice the sum of
 * the logarithms of the diagonal.
 */
export function logDeterminant(lower: Matrix): number {
  let sum = 0;
  for (let row = 0; row < lower.rows; row += 1) {
    sum += Math.log(lower.get(row, row));
  }
  return 2 * sum;
}

function solveInPlace(lower: Matrix, right: Float64Array): void {
  const size = lower.rows;
  for (let row = 0; row < size; row += 1) {
    let sum = at(right, row);
    for (let k = 0; k < row; k += 1) {
      sum -= lower.get(row, k) * at(right, k);
    }
    right[row] = sum / lower.get(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = at(right, row);
    for (let k = row + 1; k < size; k += 1) {
      sum -= lower.get(k, row) * at(right, k);
    }
    right[row] = sum / lower.get(row, row);
  }
}
