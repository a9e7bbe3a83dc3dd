import { describe, expect, it } from '@jest/globals';
import { writeDelayMs } from '../../../../shared/core/control-plane-pace.ts';

describe('writeDelayMs()', () => {
  it('delays nothing of a batch of five', () => {
    expect([0, 1, 2, 3, 4].map(writeDelayMs)).toEqual([0, 0, 0, 0, 0]);
  });

  it('lets no more than five begin in any second, and all of forty within eight', () => {
    const atMs = Array.from({ length: 40 }, (_, position) => writeDelayMs(position));

    for (const fromMs of atMs) {
      expect(atMs.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeLessThanOrEqual(5);
    }
    expect(Math.max(...atMs)).toBe(7_000);
  });
});
