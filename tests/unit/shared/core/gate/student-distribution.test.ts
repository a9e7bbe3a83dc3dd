import { describe, expect, it } from '@jest/globals';
import {
  studentUpperQuantile,
  studentUpperTail,
} from '../../../../../shared/core/gate/student-distribution.ts';

/** From any table of Student's t: upper tail probability, degrees of freedom, value. */
const TABLE = [
  [0.05, 1, 6.314],
  [0.025, 1, 12.706],
  [0.025, 5, 2.571],
  [0.005, 6, 3.707],
  [0.001, 10, 4.144],
  [0.025, 30, 2.042],
  [0.025, 1000, 1.962],
] as const;

describe('studentUpperTail() and studentUpperQuantile()', () => {
  it.each(TABLE)('agree with the table: %d above, %d degrees of freedom', (tail, freedom, t) => {
    expect(studentUpperTail(t, freedom)).toBeCloseTo(tail, 4);
    expect(studentUpperQuantile(tail, freedom)).toBeCloseTo(t, 3);
    expect(studentUpperTail(-t, freedom)).toBeCloseTo(1 - tail, 4);
    expect(studentUpperQuantile(1 - tail, freedom)).toBeCloseTo(-t, 3);
  });

  it('are right at the ends', () => {
    expect(studentUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentUpperTail(Number.NEGATIVE_INFINITY, 3)).toBe(1);
    expect(studentUpperTail(0, 3)).toBeCloseTo(0.5, 12);
  });
});
