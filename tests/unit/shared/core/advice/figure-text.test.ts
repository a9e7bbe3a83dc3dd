import { describe, expect, it } from '@jest/globals';
import {
  costChangeText,
  countText,
  durationChangeText,
  durationEstimateText,
  durationText,
  probabilityText,
  usdEstimateText,
  usdText,
} from '../../../../../shared/core/advice/figure-text.ts';

describe('figures as text', () => {
  it.each([
    [durationText(6.7), '6.70 ms'],
    [durationText(1_336), '1,340 ms'],
    [durationText(12_345), '12.3 s'],
    [usdText(2.371), '$2.37'],
    [usdText(12_345), '$12,300'],
    [usdText(0.000_05), 'under $0.0001'],
    [durationEstimateText({ median: 12_345, low: 9_900, high: 15_000 }), '12.3 s (9.90 to 15)'],
    [usdEstimateText({ median: 0.2119, low: 0.2, high: 0.25 }), '$0.212 (0.200 to 0.250)'],
    [probabilityText(0.9999), 'over 99 %'],
    [probabilityText(0.001), 'under 1 %'],
    [probabilityText(0.845), '85 %'],
    [costChangeText(0.4), 'same cost'],
    [costChangeText(-33.6), '34 % cheaper'],
    [costChangeText(5.25), '5.3 % more expensive'],
    [costChangeText(1335), '14 times the cost'],
    [durationChangeText(-0.4), 'same duration'],
    [durationChangeText(98), '98 % slower'],
    [durationChangeText(99.6), '2 times as long'],
    [durationChangeText(580), '6.8 times as long'],
    [countText(1, 'warm sample'), '1 warm sample'],
    [countText(2, 'warm sample'), '2 warm samples'],
    [countText(3_043_750, 'invocation'), '3,040,000 invocations'],
  ])('formats %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
