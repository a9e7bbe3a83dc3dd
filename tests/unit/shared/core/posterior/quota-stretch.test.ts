import { describe, expect, it } from '@jest/globals';
import { quotaStretch } from '../../../../../shared/core/posterior/quota-stretch.ts';

describe('quotaStretch()', () => {
  it('is 1 from a full vCPU on', () => {
    expect(quotaStretch(1, 17)).toBe(1);
    expect(quotaStretch(3, 17)).toBe(1);
  });

  it('counts the waits between quotas, and half of the first one', () => {
    // Quota 10 ms, burst 15 ms: two quotas, half a wait of 10 ms: (15 + 5) / 15.
    expect(quotaStretch(0.5, 15)).toBeCloseTo(20 / 15, 12);
    // Five quotas of 2 ms for 9 ms: 3.5 waits of 18 ms: (9 + 63) / 9.
    expect(quotaStretch(0.1, 9)).toBeCloseTo(8, 12);
  });

  it('is close to the measured burst of 17.3 ms, which is far from proportional', () => {
    // Measured 22.2 ms at 770 MB and 101.5 ms at 257 MB.
    expect(17.3 * quotaStretch(770 / 1769, 17.3)).toBeCloseTo(22.9, 0);
    expect(17.3 * quotaStretch(257 / 1769, 17.3)).toBeGreaterThan(90);
    expect(17.3 * quotaStretch(257 / 1769, 17.3)).toBeLessThan(105);
  });

  it('becomes proportional for long bursts', () => {
    expect(quotaStretch(0.25, 100_000)).toBeCloseTo(4, 2);
  });
});
