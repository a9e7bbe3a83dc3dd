/** Deviations beyond this many standard deviations are reduced to it (Huber's k). */
const HUBER_K = 2;
const HUBER_STEPS = 8;

/** Returns the median; for an even number, the mean of the two middle values; 0 for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Returns the location by Huber's M-estimator with a known scale, starting from the median. */
export function huberLocation(values: readonly number[], scale: number): number {
  let location = medianOf(values);
  for (let step = 0; step < HUBER_STEPS && values.length > 0; step += 1) {
    location += sumOf(values, (value) => drawnIn(value - location, scale)) / values.length;
  }
  return location;
}

/** Returns the sum of squared deviations from a location, with outliers pulled in. */
export function huberSquares(values: readonly number[], location: number, scale: number): number {
  return sumOf(values, (value) => drawnIn(value - location, scale) ** 2);
}

function drawnIn(deviation: number, scale: number): number {
  return Math.max(-HUBER_K * scale, Math.min(HUBER_K * scale, deviation));
}

function sumOf(values: readonly number[], term: (value: number) => number): number {
  return values.reduce((sum, value) => sum + term(value), 0);
}
