import * as z from 'zod/mini';
import type { BlockedEffect } from './blocked-effect.ts';
import { studentUpperQuantile, studentUpperTail } from './student-distribution.ts';

/**
 * What the looks of one test spend of its error rate; they add up to 1. The first is cheap and
 * meant for what is plain to see, so it gets the largest part.
 */
export const LOOK_SHARES = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05] as const;

/** What is known of an effect after a look. */
export const effectReadingSchema = z.strictObject({
  /** Per cent; positive where the new release is slower, or dearer. */
  effectPercent: z.number(),
  /**
   * Ends of an interval that holds the effect at every look together, with the error rates of the
   * test; per cent. Absent where nothing is known.
   */
  lowPercent: z.exactOptional(z.number()),
  highPercent: z.exactOptional(z.number()),
  /** `open` where neither is told apart yet. */
  answer: z.enum(['worse', 'better', 'same', 'open']),
});

export type EffectReading = Readonly<z.infer<typeof effectReadingSchema>>;

/** What a test is to tell apart, and how often it may err. */
interface EffectTestSettings {
  /** The effect that must be found, per cent. */
  readonly effectPercent: number;
  /**
   * At this look, of each wrong answer: worse where nothing differs, and not worse where the effect
   * is there. 0 tells nothing.
   */
  readonly errorRate: number;
}

/**
 * What one look of several may err by. All looks together err no more often than one, however they
 * depend on each other (Bonferroni over looks).
 *
 * @param look From 0; one that no share is left for gets 0.
 */
export function lookErrorRate(errorRate: number, look: number): number {
  return errorRate * (LOOK_SHARES[look] ?? 0);
}

/**
 * Judges an effect at one look.
 *
 * `worse` takes an effect of at least half the one to find, and no effect at all ruled out;
 * `better` the same with the sign turned; `same` takes the effect to find ruled out in both
 * directions.
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

/** How likely a distance as large as this one is where there is none in truth. */
function tailOf(distance: number, standardError: number, degreesOfFreedom: number): number {
  if (standardError === 0) return distance > 0 ? 0 : 1;
  return studentUpperTail(distance / standardError, degreesOfFreedom);
}

function percentOf(difference: number): number {
  return 100 * Math.expm1(difference);
}
