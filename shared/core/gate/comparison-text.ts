import { dateText } from '../date-text.ts';
import type { EffectReading } from './effect-test.ts';
import type { ReleaseComparison } from './release-comparison.ts';

/** Facts about a comparison, beside its figures, that its sentence mentions. */
export interface ComparisonFacts {
  readonly memoryMb: number;
  /** The smallest difference that the comparison must detect, per cent. */
  readonly differencePercent: number;
  /** Why measuring stopped. */
  readonly reason: string;
  /**
   * When an earlier run measured the old release, milliseconds since the Unix epoch; absent if both
   * releases were measured side by side.
   */
  readonly keptAtMs?: number;
}

/** Returns the answer of a comparison in one sentence. */
export function comparisonText(
  { kind, duration, cost, lookCount }: ReleaseComparison,
  { memoryMb, differencePercent, reason, keptAtMs }: ComparisonFacts,
): string {
  const against =
    keptAtMs === undefined ? '' : `, compared with ${measuredText(keptAtMs)}, not side by side`;
  const figures =
    lookCount === 0
      ? 'nothing was measured'
      : `duration ${effectText(duration)}, cost ${effectText(cost)}${against}`;
  switch (kind) {
    case 'slower':
      return `The new release is slower at ${memoryMb} MB: ${figures}`;
    case 'dearer':
      return `The new release is more expensive at ${memoryMb} MB: ${figures}`;
    case 'better':
      return `The new release is better at ${memoryMb} MB: ${figures}`;
    case 'same':
      // Between figures of two days, smaller differences cannot be told from drift of the platform.
      if (keptAtMs !== undefined) {
        return `The new release differs from the old one by less than ${differencePercent} % at ${memoryMb} MB: ${figures}`;
      }
      return `The new release is as fast and as cheap as the old one at ${memoryMb} MB: ${figures}. A difference of ${differencePercent} % is ruled out`;
    case 'undecided':
      return `It is undecided whether the new release differs by ${differencePercent} % at ${memoryMb} MB: ${figures}. ${reason}`;
  }
}

/** Names a kept result: `what was measured on 2026-11-20`. */
function measuredText(measuredAtMs: number): string {
  return `what was measured on ${dateText(measuredAtMs)}`;
}

/**
 * Formats an effect with its interval, such as `+12 % (+8 to +17 %)`; with one decimal if all its
 * values are below ten.
 */
export function effectText({ effectPercent, lowPercent, highPercent }: EffectReading): string {
  const ends = [effectPercent, lowPercent ?? 0, highPercent ?? 0];
  const digits = ends.every((percent) => Math.abs(percent) < TENTHS_BELOW) ? 1 : 0;
  const text = (percent: number) => signed(percent, digits);
  const interval =
    lowPercent === undefined || highPercent === undefined
      ? 'interval unknown'
      : `${text(lowPercent)} to ${text(highPercent)} %`;
  return `${text(effectPercent)} % (${interval})`;
}

const TENTHS_BELOW = 9.95;

/** Formats a number with its sign, using a real minus sign. */
function signed(percent: number, digits: number): string {
  const text = Math.abs(percent).toFixed(digits);
  if (Number(text) === 0) return '0';
  return `${percent < 0 ? '−' : '+'}${text}`;
}
