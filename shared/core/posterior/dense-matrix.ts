/**
 * Reads an element that exists by construction. Typed arrays are typed `number | undefined` at every
 * index; inside bounded numeric loops that question has one answer.
 */
export function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

/** Pivot below which a covariance matrix is treated as singular and is propped up. */
const PIVOT_MIN = 1e-12;

/**
 * Lower Cholesky factor of a symmetric positive matrix, both row-major, `size` x `size`.
 * Pivots are kept above 1e-12, so a singular covariance gives a factor instead of NaN.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = at(matrix, row * size + column);
      for (let k = 0; k < column; k += 1) {
        sum -= at(lower, row * size + k) * at(lower, column * size + k);
      }
      lower[row * size + column] =
        row === column
          ? Math.sqrt(Math.max(PIVOT_MIN, sum))
          : sum / at(lower, column * size + column);
    }
  }
  return lower;
}

/** Inverse of the matrix whose lower Cholesky factor is given. */
export function inverseFromFactor(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let unit = 0; unit < size; unit += 1) {
    column.fill(0);
    column[unit] = 1;
    solveInPlace(lower, size, column);
    for (let row = 0; row < size; row += 1) {
      inverse[row * size + unit] = at(column, row);
    }
  }
  return inverse;
}

/** Twice the sum of the logarithms of the factor's diagonal: the log determinant of the matrix. */
export function logDeterminant(lower: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row += 1) {
    sum += Math.log(at(lower, row * size + row));
  }
  return 2 * sum;
}

function solveInPlace(lower: Float64Array, size: number, right: Float64Array): void {
  for (let row = 0; row < size; row += 1) {
    let sum = at(right, row);
    for (let k = 0; k < row; k += 1) {
      sum -= at(lower, row * size + k) * at(right, k);
    }
    right[row] = sum / at(lower, row * size + row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = at(right, row);
    for (let k = row + 1; k < size; k += 1) {
      sum -= at(lower, k * size + row) * at(right, k);
    }
    right[row] = sum / at(lower, row * size + row);
  }
}
