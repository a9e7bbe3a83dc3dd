import { describe, expect, it } from '@jest/globals';
import {
  savingOfChange,
  savingWithDeviation,
  totalSaving,
} from '../../../../../shared/core/fleet/monthly-saving.ts';

const around = (median: number, half: number) => ({
  median,
  low: median - half,
  high: median + half,
});

describe('savingOfChange()', () => {
  it('is the difference of the monthly costs, with the intervals of both combined', () => {
    const saving = savingOfChange({ before: around(10, 3), after: around(6, 4) }, 2_000_000);

    expect(saving).toEqual({ mean: 8, low: -2, high: 18 });
  });
});

describe('totalSaving()', () => {
  it('adds independent savings: the interval grows less than the sum', () => {
    const total = totalSaving([
      { mean: 10, low: 7, high: 13 },
      { mean: 20, low: 16, high: 24 },
    ]);

    expect(total).toEqual({ mean: 30, low: 25, high: 35 });
  });

  it('is zero without functions', () => {
    expect(totalSaving([])).toEqual({ mean: 0, low: 0, high: 0 });
  });
});

describe('savingWithDeviation()', () => {
  it('has a 90 % interval', () => {
    expect(savingWithDeviation(10, 2)).toEqual({ mean: 10, low: 6.71, high: 13.29 });
  });
});
