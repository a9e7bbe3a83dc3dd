import * as z from 'zod/mini';
import type { BlockedEffect } from './blocked-effect.ts';
import { studentUpperQuantile, studentUpperTail } from './student-distribution.ts';

/**
 * Share of a test's error rate that each look may spend; they add up to 1. A look is a test of the
 * data after one more block. The first look is cheap and meant for obvious differences, so it gets
 * the largest share.
 */
export const LOOK_SHARES = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05] as const;

/** An effect and its judgement after a look. */
export const effectReadingSchema = z.strictObject({
  /** Per cent; positive if the new release is slower, or more expensive. */
  effectPercent: z.number(),
  /**
   * Ends of an interval, per cent, that contains the effect at all looks together, with the error
   * rate of the test. Absent if too little was measured for an interval.
   */
  lowPercent: z.exactOptional(z.number()),
  highPercent: z.exactOptional(z.number()),
  /** `open` if the data do not decide between the other answers yet. */
  answer: z.enum(['worse', 'better', 'same', 'open']),
});

export type EffectReading = Readonly<z.infer<typeof effectReadingSchema>>;

/** What a test must detect, and how often it may be wrong. */
interface EffectTestSettings {
  /** The smallest effect that the test must detect, per cent. */
  readonly effectPercent: number;
  /**
   * Probability of each wrong answer at this look: `worse` although nothing differs, and not
   * `worse` although the effect exists. At 0, the answer is always `open`.
   */
  readonly errorRate: number;
}

/**
 * Returns the error rate of one of several looks. All looks together are wrong no more often than
 * one test would be, however the looks depend on each other (Bonferroni over looks).
 *
 * @param look Number of the look, from 0; a look beyond the last gets 0.
 */
export function lookErrorRate(errorRate: number, look: number): number {
  return errorRate * (LOOK_SHARES[look] ?? 0);
}

/**
 * Judges an effect at one look.
 *
 * - `worse`: the effect is at least half of the effect to detect, and no effect at all is ruled
 *   out.
 * - `better`: the same with the opposite sign.
 * - `same`: the effect to detect is ruled out in both directions.
 */
export function judgeEffect(
  { effect, standardError, degreesOfFreedom }: BlockedEffect,
  { effectPercent, errorRate }: EffectTestSettings,
): EffectReading {
  const toFind = Math.log1p(effectPercent / 100);
  const halfWidth =
    errorRate === 0
      ? Number.POSITIVE_INFINITY
      : standardError * studentUpperQuantile(errorRate, degreesOfFreedom);
  const isRuledOut = (distance: number) =>
    errorRate > 0 && tailOf(distance, standardError, degreesOfFreedom) <= errorRate;
  const answer = (): EffectReading['answer'] => {
    if (effect >= toFind / 2 && isRuledOut(effect)) return 'worse';
    if (effect <= -toFind / 2 && isRuledOut(-effect)) return 'better';
    const isNear = Math.abs(effect) < toFind / 2;
    return isNear && isRuledOut(toFind - effect) && isRuledOut(toFind + effect) ? 'same' : 'open';
  };
  return {
    effectPercent: percentOf(effect),
    ...(Number.isFinite(halfWidth) && {
      lowPercent: percentOf(effect - halfWidth),
      highPercent: percentOf(effect + halfWidth),
    }),
    answer: answer(),
  };
}

/** Returns the probability of a distance at least this large if the true distance is zero. */
function tailOf(distance: number, standardError: number, degreesOfFreedom: number): number {
  if (standardError === 0) return distance > 0 ? 0 : 1;
  return studentUpperTail(distance / standardError, degreesOfFreedom);
}

function percentOf(difference: number): number {
  return 100 * Math.expm1(difference);
}
