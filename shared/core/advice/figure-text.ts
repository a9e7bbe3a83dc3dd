import type { Estimate } from '../planner/estimate.ts';

const SHOWN_DIGITS = 3;

/** Rise, per cent, from which it is shown as a multiple. */
const PERCENT_AS_FACTOR_MIN = 99.5;

/** Duration, ms, from which durations are shown in seconds. */
const SECONDS_FROM_MS = 10_000;

/** Amounts below this, USD, are shown as "under $0.0001". */
const USD_MIN = 0.0001;

/** Formats a duration with three significant digits: in ms below ten seconds, otherwise in s. */
export function durationText(durationMs: number): string {
  const { factor, unit } = durationUnit(durationMs);
  return `${threeDigits(durationMs * factor)} ${unit}`;
}

/** Formats an amount of USD with three significant digits. */
export function usdText(usd: number): string {
  return usd < USD_MIN ? 'under $0.0001' : `$${threeDigits(usd)}`;
}

/** Formats a duration with its interval: `197 ms (190 to 204)`. */
export function durationEstimateText({ median, low, high }: Estimate): string {
  const { factor } = durationUnit(median);
  return `${durationText(median)} (${threeDigits(low * factor)} to ${threeDigits(high * factor)})`;
}

/** Formats an amount of USD with its interval: `$2.37 (2.30 to 2.45)`. */
export function usdEstimateText({ median, low, high }: Estimate): string {
  return `${usdText(median)} (${threeDigits(low)} to ${threeDigits(high)})`;
}

function durationUnit(durationMs: number): { readonly factor: number; readonly unit: string } {
  return durationMs < SECONDS_FROM_MS ? { factor: 1, unit: 'ms' } : { factor: 1 / 1000, unit: 's' };
}

/** Formats a probability; never as certain, because the number of draws behind it is finite. */
export function probabilityText(probability: number): string {
  if (probability > 0.99) {
    return 'over 99 %';
  }
  return probability < 0.01 ? 'under 1 %' : `${Math.round(100 * probability)} %`;
}

/** Compares a cost with another one: `34 % cheaper`, `same cost`, `4.2 times the cost`. */
export function costChangeText(percent: number): string {
  return changeText(percent, {
    same: 'same cost',
    less: 'cheaper',
    more: 'more expensive',
    times: 'the cost',
  });
}

/** Compares a duration with another one: `34 % faster`, `same duration`, `4.2 times as long`. */
export function durationChangeText(percent: number): string {
  return changeText(percent, {
    same: 'same duration',
    less: 'faster',
    more: 'slower',
    times: 'as long',
  });
}

/** Formats a percentage: as a whole number, with one decimal below ten. */
export function percentText(percent: number): string {
  return `${Number(percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0))} %`;
}

/**
 * Formats a count with its noun, rounded to three significant digits: `1 warm sample`, `3,000,000
 * invocations`.
 */
export function countText(count: number, noun: string): string {
  return `${threeDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Formats a number with three significant digits, thousands separators and no exponent; integers
 * below 100 as they are.
 */
function threeDigits(value: number): string {
  const digits = Number.isInteger(value) && Math.abs(value) < 100 ? 1 : SHOWN_DIGITS;
  return value.toLocaleString('en-US', {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: SHOWN_DIGITS,
  });
}

/** Words for no change, less and more. */
interface ChangeWords {
  readonly same: string;
  readonly less: string;
  readonly more: string;
  /** Word after a multiple. */
  readonly times: string;
}

function changeText(percent: number, words: ChangeWords): string {
  if (Math.abs(percent) < 0.5) {
    return words.same;
  }
  if (percent >= PERCENT_AS_FACTOR_MIN) {
    return `${Number((1 + percent / 100).toPrecision(2))} times ${words.times}`;
  }
  const size = percentText(Math.abs(percent));
  return `${size} ${percent < 0 ? words.less : words.more}`;
}
