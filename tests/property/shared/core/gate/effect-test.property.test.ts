import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BlockedEffect } from '../../../../../shared/core/gate/blocked-effect.ts';
import {
  judgeEffect,
  LOOK_SHARES,
  lookErrorRate,
} from '../../../../../shared/core/gate/effect-test.ts';

const settingsAt = (look: number) => ({
  effectPercent: 10,
  errorRate: lookErrorRate(0.025, look),
});

const effects: fc.Arbitrary<BlockedEffect> = fc.record({
  effect: fc.double({ min: -1, max: 1, noNaN: true }),
  standardError: fc.double({ min: 0, max: 1, noNaN: true }),
  degreesOfFreedom: fc.integer({ min: 1, max: 60 }),
});
const looks = fc.integer({ min: 0, max: LOOK_SHARES.length - 1 });

describe('judgeEffect()', () => {
  it('answers in agreement with its interval', () => {
    fc.assert(
      fc.property(effects, looks, (effect, look) => {
        const { answer, effectPercent, lowPercent, highPercent } = judgeEffect(
          effect,
          settingsAt(look),
        );
        const [low, high] = [lowPercent ?? Number.NEGATIVE_INFINITY, highPercent ?? Infinity];
        expect(low).toBeLessThanOrEqual(effectPercent);
        expect(high).toBeGreaterThanOrEqual(effectPercent);
        // Allows for the numerical error of a quantile at the boundary.
        if (answer === 'worse') expect(low).toBeGreaterThan(-1e-6);
        if (answer === 'better') expect(high).toBeLessThan(1e-6);
        if (answer === 'same') expect(high).toBeLessThan(10 + 1e-6);
        if (low > 1e-6 && effectPercent > 4.9) expect(answer).toBe('worse');
      }),
    );
  });

  it('gives the opposite answer for the opposite effect', () => {
    const turned = { worse: 'better', better: 'worse', same: 'same', open: 'open' };
    fc.assert(
      fc.property(effects, looks, (effect, look) => {
        const { answer } = judgeEffect(effect, settingsAt(look));
        const opposite = { ...effect, effect: -effect.effect };
        expect(judgeEffect(opposite, settingsAt(look)).answer).toBe(turned[answer]);
      }),
    );
  });

  it('spends its whole error rate over the looks, and decides nothing after the last one', () => {
    const plain = { effect: 1, standardError: 0.001, degreesOfFreedom: 50 };

    expect(LOOK_SHARES.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(judgeEffect(plain, settingsAt(LOOK_SHARES.length))).toEqual({
      answer: 'open',
      effectPercent: expect.any(Number),
    });
  });
});
