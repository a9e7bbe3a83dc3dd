import { FULL_VCPU_MB, VCPU_MAX } from '../../../shared/core/power-value.ts';
import type { MeasuredTier } from './measured-function.ts';

/**
 * Shape of a curve between the measured tiers, in log duration over log memory: straight lines, a
 * monotone cubic (PCHIP), or the closest physical curve, with straight lines for its misfit.
 */
export type CurveShape = 'step' | 'smooth' | 'physical';

/**
 * Returns the median duration in ms at any size between the first and the last tier; exact at the
 * tiers.
 */
export function curveThrough(
  tiers: readonly MeasuredTier[],
  shape: CurveShape,
): (memoryMb: number) => number {
  const x = tiers.map((tier) => Math.log(tier.memoryMb));
  const base = shape === 'physical' ? nearestPhysicalCurve(tiers) : () => 1;
  const y = tiers.map((tier) => Math.log(tier.medianMs / base(tier.memoryMb)));
  const slopes = shape === 'smooth' ? monotoneSlopes(x, y) : undefined;
  return (memoryMb) => base(memoryMb) * Math.exp(interpolate(x, y, slopes, Math.log(memoryMb)));
}

/** Coordinate steps of the fit: enough to fit the four parts to well within a per cent. */
const FIT_STEP_COUNT = 2000;

/** The parts of a duration: waiting, one thread, many threads, and memory pressure. */
const PARTS = [
  () => 1,
  (memoryMb: number) => 1 / Math.min(1, memoryMb / FULL_VCPU_MB),
  (memoryMb: number) => 1 / Math.min(VCPU_MAX, memoryMb / FULL_VCPU_MB),
  (memoryMb: number) => (128 / memoryMb) ** 2,
] as const;

/** Fits by non-negative least squares on relative errors, with coordinate descent. */
function nearestPhysicalCurve(tiers: readonly MeasuredTier[]): (memoryMb: number) => number {
  const columns = PARTS.map((part) => tiers.map((tier) => part(tier.memoryMb) / tier.medianMs));
  const amounts = PARTS.map(() => 0);
  const missing = tiers.map(() => 1);
  for (let step = 0; step < FIT_STEP_COUNT; step += 1) {
    const part = step % PARTS.length;
    const column = columns[part] ?? [];
    const squares = column.reduce((sum, value) => sum + value * value, 0);
    const slope = column.reduce((sum, value, tier) => sum + value * (missing[tier] ?? 0), 0);
    const before = amounts[part] ?? 0;
    const after = Math.max(0, before + slope / squares);
    amounts[part] = after;
    column.forEach((value, tier) => {
      missing[tier] = (missing[tier] ?? 0) - (after - before) * value;
    });
  }
  return (memoryMb) =>
    PARTS.reduce((sum, part, index) => sum + (amounts[index] ?? 0) * part(memoryMb), 0);
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

/**
 * Returns the slopes of Fritsch and Butland (1984), as in SciPy's PCHIP: no overshoot between the
 * points.
 */
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
