import { describe, expect, it } from '@jest/globals';
import { Matrix } from '../../../../../shared/core/posterior/matrix.ts';

describe('Matrix', () => {
  const matrix = () => new Matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));

  it('reads and writes by row and column', () => {
    const changed = matrix();
    changed.set(1, 0, 7);

    expect(matrix().get(1, 0)).toBe(4);
    expect([...changed.values]).toEqual([1, 2, 3, 7, 5, 6]);
  });

  it('gives rows as views and columns as copies', () => {
    const changed = matrix();
    changed.row(0)[2] = 9;
    changed.column(1)[0] = 9;

    expect([...changed.row(0)]).toEqual([1, 2, 9]);
    expect([...changed.column(2)]).toEqual([9, 6]);
  });

  it('maps each element, and passes its column', () => {
    expect([...matrix().map((value, column) => 10 * value + column).values]).toEqual([
      10, 21, 32, 40, 51, 62,
    ]);
  });
});
