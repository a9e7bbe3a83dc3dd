import { describe, expect, it } from '@jest/globals';
import { durationPlusMinus, usdPlusMinus } from '../../../../cli/output/plus-minus.ts';

describe('durationPlusMinus()', () => {
  it.each([
    // The interval has one digit, and the figure is rounded to the same place.
    [{ median: 345.4, low: 316, high: 376 }, '350 ±30 ms'],
    [{ median: 83.1, low: 77.9, high: 87.5 }, '83 ±5 ms'],
    // Two digits if the first is a 1.
    [{ median: 361.2, low: 349, high: 374 }, '361 ±13 ms'],
    // The farther end of the interval counts: 282 - 207 = 75.
    [{ median: 207, low: 158, high: 282 }, '210 ±80 ms'],
    // At most four digits of the figure.
    [{ median: 125.012, low: 125.01, high: 125.014 }, '125.0 ±<0.1 ms'],
    [{ median: 1, low: 1, high: 1 }, '1.000 ±<0.001 ms'],
    // Seconds from 10 s on.
    [{ median: 16_234, low: 15_500, high: 16_900 }, '16.2 ±0.7 s'],
    [{ median: 1_660, low: 1_610, high: 1_720 }, '1,660 ±60 ms'],
  ])('rounds %j', (estimate, text) => {
    expect(durationPlusMinus(estimate)).toBe(text);
  });
});

describe('usdPlusMinus()', () => {
  it.each([
    [{ median: 0.46148, low: 0.45448, high: 0.46862 }, '$0.461 ±0.007'],
    [{ median: 2_740.4, low: 2_640, high: 2_840 }, '$2,740 ±100'],
    [{ median: 0, low: 0, high: 0 }, '$0.000 ±<0.001'],
  ])('rounds %j', (estimate, text) => {
    expect(usdPlusMinus(estimate)).toBe(text);
  });
});
