import { InvariantError } from '../../errors.ts';

/** A summary of measured values, in their own unit. */
export interface SampleStatistics {
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Summarises measured values.
 *
 * @throws {InvariantError} If there are none, because zeros would be wrong.
 */
export function sampleStatistics(values: readonly number[]): SampleStatistics {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) {
    throw new InvariantError('Cannot summarise samples: there must be at least one');
  }
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    mean,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    min,
    max,
  };
}

/**
 * Returns a quantile with linear interpolation between order statistics (Hyndman and Fan, type 7).
 *
 * @param sorted Ascending, at least one value.
 * @param probability From 0 to 1.
 */
export function quantile(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    throw new InvariantError(
      `Cannot take a quantile: there must be a value and a probability from 0 to 1: current values are ${sorted.length} values and ${probability}`,
    );
  }
  return below + (above - below) * (position - Math.floor(position));
}
