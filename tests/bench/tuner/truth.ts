import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import type { Price } from '../../../shared/core/pricing/price-table.ts';
import { type CurveShape, curveThrough } from './curve-through.ts';
import type { MeasuredFunction } from './measured-function.ts';

/**
 * `measured`: only the measured sizes exist; otherwise every MB exists, on a curve through them.
 */
export type TruthShape = 'measured' | CurveShape;

/** Mean effect of rounding the bill up to a whole millisecond: half a millisecond. */
const ROUNDING_MS_MEAN = 0.5;

/** The true median duration and mean bill of a function, at every size that may be picked. */
export interface Truth {
  readonly shape: TruthShape;
  /** Sizes that may be measured and picked, ascending, MB. */
  readonly sizesMb: readonly number[];
  durationMs(memoryMb: number): number;
  costUsd(memoryMb: number): number;
  /** The least bill. */
  readonly costUsdMin: number;
  /** Returns the nearest size in ln(MB) that may be measured. */
  nearestMb(memoryMb: number): number;
}

/** Returns the truth that a tuner is judged by. */
export function truthOf(measured: MeasuredFunction, shape: TruthShape, price: Price): Truth {
  const tiersMb = measured.tiers.map((tier) => tier.memoryMb);
  const [firstMb, lastMb] = [tiersMb[0] ?? Number.NaN, tiersMb.at(-1) ?? Number.NaN];
  const sizesMb =
    shape === 'measured'
      ? tiersMb
      : Array.from({ length: lastMb - firstMb + 1 }, (_, index) => firstMb + index);
  const curve = curveThrough(measured.tiers, shape === 'measured' ? 'step' : shape);
  const durationsMs = new Map(sizesMb.map((memoryMb) => [memoryMb, curve(memoryMb)]));
  const durationMs = (memoryMb: number) => durationsMs.get(memoryMb) ?? Number.NaN;
  const costUsd = (memoryMb: number) =>
    billedCostUsd({ memoryMb, billedDurationMs: durationMs(memoryMb) + ROUNDING_MS_MEAN }, price);
  return {
    shape,
    sizesMb,
    durationMs,
    costUsd,
    costUsdMin: Math.min(...sizesMb.map(costUsd)),
    nearestMb: (memoryMb) =>
      sizesMb.reduce((best, mb) =>
        Math.abs(Math.log(mb / memoryMb)) < Math.abs(Math.log(best / memoryMb)) ? mb : best,
      ),
  };
}
