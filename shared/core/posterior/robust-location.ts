/** Deviations beyond this many standard deviations are drawn in (Huber's k). */
const HUBER_K = 2;
const HUBER_STEPS = 8;

/** The middle value; the mean of the two middle ones where their number is even; 0 of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Location by Huber's M-estimator with a known scale, started from the median. */
export function huberLocation(values: readonly number[], scale: number): number {
  let location = medianOf(values);
  for (let step = 0; step < HUBER_STEPS && values.length > 0; step += 1) {
    location += sumOf(values, (value) => drawnIn(value - location, scale)) / values.length;
  }
  return location;
}

/** Sum of squared deviations from a location, far ones drawn in. */
export function huberSquares(values: readonly number[], location: number, scale: number): number {
  return sumOf(values, (value) => drawnIn(value - location, scale) ** 2);
}

function drawnIn(deviation: number, scale: number): number {
  return Math.max(-HUBER_K * scale, Math.min(HUBER_K * scale, deviation));
}

function sumOf(values: readonly number[], term: (value: number) => number): number {
  return values.reduce((sum, value) => sum + term(value), 0);
}
