import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import type { Price } from '../../../shared/core/pricing/price-table.ts';
import type { MeasuredFunction } from './measured-function.ts';

/** How the truth runs between the measured tiers, in log duration over log memory. */
export type TruthShape = 'step' | 'smooth';

/** Rounding up to a whole millisecond adds half a millisecond to the bill on average. */
const ROUNDING_MS_MEAN = 0.5;

/** The true median duration and mean bill of a function, at every integer MB of its range. */
export interface Truth {
  readonly memoryMbMin: number;
  readonly memoryMbMax: number;
  durationMs(memoryMb: number): number;
  costUsd(memoryMb: number): number;
  /** Size of the least bill. */
  readonly cheapestMb: number;
  readonly costUsdMin: number;
}

/** Interpolates the tier medians of a function: straight lines, or a monotone cubic (PCHIP). */
export function truthOf(measured: MeasuredFunction, shape: TruthShape, price: Price): Truth {
  const x = measured.tiers.map((tier) => Math.log(tier.memoryMb));
  const y = measured.tiers.map((tier) => Math.log(tier.medianMs));
  const slopes = shape === 'smooth' ? monotoneSlopes(x, y) : undefined;
  const memoryMbMin = measured.tiers[0]?.memoryMb ?? Number.NaN;
  const memoryMbMax = measured.tiers.at(-1)?.memoryMb ?? Number.NaN;
  const durations = new Float64Array(memoryMbMax - memoryMbMin + 1);
  const costs = new Float64Array(durations.length);
  let cheapest = 0;
  for (let index = 0; index < durations.length; index += 1) {
    const memoryMb = memoryMbMin + index;
    const durationMs = Math.exp(interpolate(x, y, slopes, Math.log(memoryMb)));
    durations[index] = durationMs;
    costs[index] = billedCostUsd(
      { memoryMb, billedDurationMs: durationMs + ROUNDING_MS_MEAN },
      price,
    );
    if ((costs[index] ?? 0) < (costs[cheapest] ?? 0)) {
      cheapest = index;
    }
  }
  return {
    memoryMbMin,
    memoryMbMax,
    durationMs: (memoryMb) => durations[memoryMb - memoryMbMin] ?? Number.NaN,
    costUsd: (memoryMb) => costs[memoryMb - memoryMbMin] ?? Number.NaN,
    cheapestMb: memoryMbMin + cheapest,
    costUsdMin: costs[cheapest] ?? Number.NaN,
  };
}

function interpolate(
  x: readonly number[],
  y: readonly number[],
  slopes: readonly number[] | undefined,
  at: number,
): number {
  let right = 1;
  while (right < x.length - 1 && (x[right] ?? 0) < at) {
    right += 1;
  }
  const [x0, x1] = [x[right - 1] ?? 0, x[right] ?? 0];
  const [y0, y1] = [y[right - 1] ?? 0, y[right] ?? 0];
  const width = x1 - x0;
  const t = Math.min(1, Math.max(0, (at - x0) / width));
  if (slopes === undefined) {
    return y0 + t * (y1 - y0);
  }
  const [d0, d1] = [slopes[right - 1] ?? 0, slopes[right] ?? 0];
  // Cubic Hermite basis.
  return (
    (2 * t ** 3 - 3 * t ** 2 + 1) * y0 +
    (t ** 3 - 2 * t ** 2 + t) * width * d0 +
    (-2 * t ** 3 + 3 * t ** 2) * y1 +
    (t ** 3 - t ** 2) * width * d1
  );
}

/** Slopes of Fritsch and Butland (1984), as in SciPy's PCHIP: no overshoot between the points. */
function monotoneSlopes(x: readonly number[], y: readonly number[]): readonly number[] {
  const widths = x.slice(1).map((value, index) => value - (x[index] ?? 0));
  const rises = widths.map((width, index) => ((y[index + 1] ?? 0) - (y[index] ?? 0)) / width);
  return x.map((_, index) => {
    const [leftRise, rightRise] = [rises[index - 1], rises[index]];
    const [leftWidth, rightWidth] = [widths[index - 1], widths[index]];
    if (leftRise === undefined || leftWidth === undefined) {
      return endSlope(widths[0] ?? 1, widths[1], rises[0] ?? 0, rises[1]);
    }
    if (rightRise === undefined || rightWidth === undefined) {
      return endSlope(leftWidth, widths[index - 2], leftRise, rises[index - 2]);
    }
    if (leftRise * rightRise <= 0) {
      return 0;
    }
    const leftWeight = 2 * rightWidth + leftWidth;
    const rightWeight = rightWidth + 2 * leftWidth;
    return (leftWeight + rightWeight) / (leftWeight / leftRise + rightWeight / rightRise);
  });
}

function endSlope(
  width: number,
  nextWidth: number | undefined,
  rise: number,
  nextRise: number | undefined,
): number {
  if (nextWidth === undefined || nextRise === undefined) {
    return rise;
  }
  const slope = ((2 * width + nextWidth) * rise - width * nextRise) / (width + nextWidth);
  if (Math.sign(slope) !== Math.sign(rise)) {
    return 0;
  }
  return Math.sign(rise) !== Math.sign(nextRise) && Math.abs(slope) > 3 * Math.abs(rise)
    ? 3 * rise
    : slope;
}
