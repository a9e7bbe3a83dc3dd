import { describe, expect, it } from '@jest/globals';
import { normalDraw, seededRandom } from '../../../../../shared/core/posterior/seeded-random.ts';

describe('seededRandom()', () => {
  it('repeats its sequence for the same seed, and differs for another', () => {
    const [a, b, c] = [seededRandom(5), seededRandom(5), seededRandom(6)];

    expect([a(), a(), a()]).toEqual([b(), b(), b()]);
    expect(seededRandom(5)()).not.toBe(c());
  });

  it('is uniform over [0, 1)', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 10_000 }, random);

    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value) / 10_000).toBeCloseTo(0.5, 1);
  });
});

describe('normalDraw()', () => {
  it('has mean 0 and variance 1', () => {
    const random = seededRandom(2);
    const values = Array.from({ length: 20_000 }, () => normalDraw(random));

    expect(values.reduce((sum, value) => sum + value) / 20_000).toBeCloseTo(0, 1);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / 20_000).toBeCloseTo(1, 1);
  });
});
