import { describe, expect, it } from '@jest/globals';
import { stepCountMax } from '../../../../../shared/core/measurement/step-share.ts';

const share = (measurementCountMax: number, hasSnapStart = false, mayRestart = false) =>
  stepCountMax({ measurementCountMax, hasSnapStart, mayRestart });

describe('stepCountMax()', () => {
  it('divides the events of a run among its measurements', () => {
    // (21,000 / 40 - 70) / 15
    expect(share(40)).toBe(30);
    // (21,000 / 21 - 370) / 15
    expect(share(21, true)).toBe(42);
  });

  it('divides by twice as many measurements if the run may restart', () => {
    // (21,000 / 80 - 70) / 15
    expect(share(40, false, true)).toBe(12);
  });

  it('is never below the fewest steps that measure anything', () => {
    expect(share(40, true, true)).toBe(4);
  });

  it.each([1, 7, 21, 40])('keeps %d sizes within 25,000 events', (count) => {
    for (const hasSnapStart of [false, true]) {
      const perMeasurement = share(count, hasSnapStart) * 15 + (hasSnapStart ? 370 : 70);

      expect(count * perMeasurement).toBeLessThanOrEqual(25_000 - 4_000);
    }
  });
});
