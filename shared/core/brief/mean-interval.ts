import type { SampleStatistics } from '../measurement/sample-statistics.ts';

/** Where a mean lies with 95 % confidence, in the unit of the samples. */
interface MeanInterval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1. */
const T_95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14];

/** From 15 degrees of freedom on; exact to 8 % at the worst. */
const T_95_LARGE = 2.05;

/** The interval of a mean (Student's t); `undefined` for a single sample, which has none. */
export function meanInterval({
  count,
  mean,
  standardDeviation,
}: SampleStatistics): MeanInterval | undefined {
  if (count < 2) {
    return undefined;
  }
  const halfWidth = ((T_95[count - 2] ?? T_95_LARGE) * standardDeviation) / Math.sqrt(count);
  return { low: Math.max(0, mean - halfWidth), high: mean + halfWidth };
}
