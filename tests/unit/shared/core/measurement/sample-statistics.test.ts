import { describe, expect, it } from '@jest/globals';
import {
  quantile,
  sampleStatistics,
} from '../../../../../shared/core/measurement/sample-statistics.ts';
import { InvariantError } from '../../../../../shared/errors.ts';

describe('sampleStatistics()', () => {
  it('summarises values in any order', () => {
    // Mean (1+2+3+10)/4 = 4.
    expect(sampleStatistics([10, 1, 3, 2])).toEqual({
      mean: 4,
      median: 2.5,
      p95: expect.closeTo(8.95, 10),
      min: 1,
      max: 10,
    });
  });

  it('is the value itself if there is only one', () => {
    expect(sampleStatistics([7])).toMatchObject({ mean: 7, median: 7, p95: 7 });
  });

  it('throws without values', () => {
    expect(() => sampleStatistics([])).toThrow(InvariantError);
  });
});

describe('quantile()', () => {
  it('interpolates between order statistics', () => {
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([10, 20, 30], 1)).toBe(30);
  });
});
