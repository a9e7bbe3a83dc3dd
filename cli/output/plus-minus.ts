import type { Estimate } from '../../shared/core/planner/estimate.ts';

/** Shortest duration, in milliseconds, that is shown in seconds. */
const SECONDS_FROM_MS = 10_000;

/** Most digits of an estimate that are shown; no measurement is more precise. */
const DIGIT_COUNT_MAX = 4;

/** Formats a duration with half of its 90 % interval: `69.6 ±3.9 ms`. */
export function durationPlusMinus(estimate: Estimate): string {
  return estimate.median < SECONDS_FROM_MS
    ? `${plusMinus(estimate)} ms`
    : `${plusMinus(scaled(estimate, 1 / 1000))} s`;
}

/** Formats an amount of USD with half of its 90 % interval: `$1.59 ±0.08`. */
export function usdPlusMinus(estimate: Estimate): string {
  return `$${plusMinus(estimate)}`;
}

/**
 * Formats a figure with the distance to the farther end of its interval. The distance has one
 * significant digit, or two if the first is a 1; the figure is rounded to the same decimal place.
 */
function plusMinus({ median, low, high }: Estimate): string {
  const error = Math.max(high - median, median - low);
  const decimals = Math.min(decimalsOfError(error), DIGIT_COUNT_MAX - 1 - magnitude(median));
  const step = 10 ** -decimals;
  const shown = (value: number) =>
    (Math.round(value / step) * step).toLocaleString('en-US', {
      minimumFractionDigits: Math.max(0, decimals),
      maximumFractionDigits: Math.max(0, decimals),
    });
  return error < step / 2
    ? `${shown(median)} ±<${shown(step)}`
    : `${shown(median)} ±${shown(error)}`;
}

function decimalsOfError(error: number): number {
  if (error <= 0) {
    return Number.POSITIVE_INFINITY;
  }
  const power = magnitude(error);
  return error / 10 ** power < 2 ? 1 - power : -power;
}

/** Returns the power of ten of the first digit; 0 for 0. */
function magnitude(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
}

function scaled({ median, low, high }: Estimate, factor: number): Estimate {
  return { median: median * factor, low: low * factor, high: high * factor };
}
