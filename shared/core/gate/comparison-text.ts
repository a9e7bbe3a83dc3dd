import type { EffectReading } from './effect-test.ts';
import type { ReleaseComparison } from './release-comparison.ts';

/** What a comparison is told with, beside its figures. */
export interface ComparisonFacts {
  readonly memoryMb: number;
  /** The difference that was to be found, per cent. */
  readonly differencePercent: number;
  /** Why no more was measured. */
  readonly reason: string;
}

/** The answer of a comparison in one sentence. */
export function comparisonText(
  { kind, duration, cost, lookCount }: ReleaseComparison,
  { memoryMb, differencePercent, reason }: ComparisonFacts,
): string {
  const figures =
    lookCount === 0
      ? 'nothing was measured'
      : `duration ${effectText(duration)}, cost ${effectText(cost)}`;
  switch (kind) {
    case 'slower':
      return `The new release is slower at ${memoryMb} MB: ${figures}`;
    case 'dearer':
      return `The new release is dearer at ${memoryMb} MB: ${figures}`;
    case 'better':
      return `The new release is better at ${memoryMb} MB: ${figures}`;
    case 'same':
      return `The new release is as fast and as cheap as the old one at ${memoryMb} MB: ${figures}. A difference of ${differencePercent} % is ruled out`;
    case 'undecided':
      return `Whether the new release differs by ${differencePercent} % at ${memoryMb} MB could not be told: ${figures}. ${reason}`;
  }
}

/** An effect with its interval: `+12 % (+8 to +17 %)`. */
export function effectText({ effectPercent, lowPercent, highPercent }: EffectReading): string {
  const interval =
    lowPercent === null || highPercent === null
      ? 'interval unknown'
      : `${signed(lowPercent)} to ${signed(highPercent)} %`;
  return `${signed(effectPercent)} % (${interval})`;
}

/** Whole per cents, one decimal below ten, with a true minus. */
function signed(percent: number): string {
  const size = Math.abs(percent);
  const text = size < TENTHS_BELOW ? size.toFixed(1) : size.toFixed(0);
  if (Number(text) === 0) return '0';
  return `${percent < 0 ? '−' : '+'}${text}`;
}

const TENTHS_BELOW = 9.95;
