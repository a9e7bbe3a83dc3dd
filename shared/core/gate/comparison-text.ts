import { dateText } from '../date-text.ts';
import type { EffectReading } from './effect-test.ts';
import type { ReleaseComparison } from './release-comparison.ts';

/** What a comparison is told with, beside its figures. */
export interface ComparisonFacts {
  readonly memoryMb: number;
  /** The difference that was to be found, per cent. */
  readonly differencePercent: number;
  /** Why no more was measured. */
  readonly reason: string;
  /** When the old release was measured, where that was not beside the new one; milliseconds. */
  readonly keptAtMs?: number;
}

/** The answer of a comparison in one sentence. */
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
      return `The new release is dearer at ${memoryMb} MB: ${figures}`;
    case 'better':
      return `The new release is better at ${memoryMb} MB: ${figures}`;
    case 'same':
      // Figures of two days do not tell smaller differences from the platform's.
      if (keptAtMs !== undefined) {
        return `The new release differs from the old one by less than ${differencePercent} % at ${memoryMb} MB: ${figures}`;
      }
      return `The new release is as fast and as cheap as the old one at ${memoryMb} MB: ${figures}. A difference of ${differencePercent} % is ruled out`;
    case 'undecided':
      return `Whether the new release differs by ${differencePercent} % at ${memoryMb} MB could not be told: ${figures}. ${reason}`;
  }
}

/** What a kept result is called: `what was measured on 2026-11-20`. */
function measuredText(measuredAtMs: number): string {
  return `what was measured on ${dateText(measuredAtMs)}`;
}

/** An effect with its interval: `+12 % (+8 to +17 %)`; one decimal where all of it is below ten. */
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

/** With its sign, and a true minus. */
function signed(percent: number, digits: number): string {
  const text = Math.abs(percent).toFixed(digits);
  if (Number(text) === 0) return '0';
  return `${percent < 0 ? '−' : '+'}${text}`;
}
