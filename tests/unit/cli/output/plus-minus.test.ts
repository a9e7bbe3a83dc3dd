import { describe, expect, it } from '@jest/globals';
import { durationPlusMinus, usdPlusMinus } from '../../../../cli/output/plus-minus.ts';

describe('durationPlusMinus()', () => {
  it.each([
    // One digit of the interval, and the figure rounded like it.
    [{ median: 345.4, low: 316, high: 376 }, '350 ±30 ms'],
    [{ median: 83.1, low: 77.9, high: 87.5 }, '83 ±5 ms'],
    // Two where the first is a 1.
    [{ median: 361.2, low: 349, high: 374 }, '361 ±13 ms'],
    // The further end counts: 282 - 207 = 75.
    [{ median: 207, low: 158, high: 282 }, '210 ±80 ms'],
    // Four digits of the figure at the most.
    [{ median: 125.012, low: 125.01, high: 125.014 }, '125.0 ±<0.1 ms'],
    [{ median: 1, low: 1, high: 1 }, '1.000 ±<0.001 ms'],
    // Seconds from ten on.
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
