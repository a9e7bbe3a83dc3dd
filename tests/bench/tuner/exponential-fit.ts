/** Duration in ms as a0 + a1 e^(-m/a2), memory m in MB. */
export interface ExponentialCurve {
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
}

interface Point {
  readonly memoryMb: number;
  readonly durationMs: number;
}

const DECAY_MB_MIN = 20;
const DECAY_MB_MAX = 20_000;
const DECAY_COUNT = 140;

/**
 * Fits by least squares on absolute durations, with a0 and a1 unbounded as in SciPy's `curve_fit`.
 * The two linear parameters are solved exactly for each decay on a log grid, which finds the global
 * optimum, whereas `curve_fit` may stop at a local one: this favours Parrotfish over its own code.
 */
export function fitExponential(
  points: readonly Point[],
  previous: ExponentialCurve | undefined,
): ExponentialCurve {
  let best = previous ?? { a0: points[0]?.durationMs ?? 1, a1: 0, a2: 1000 };
  let bestError = Number.POSITIVE_INFINITY;
  for (let step = 0; step < DECAY_COUNT; step += 1) {
    const a2 = DECAY_MB_MIN * (DECAY_MB_MAX / DECAY_MB_MIN) ** (step / (DECAY_COUNT - 1));
    const { a0, a1 } = linearFit(points, a2);
    const error = points.reduce(
      (sum, { memoryMb, durationMs }) =>
        sum + (a0 + a1 * Math.exp(-memoryMb / a2) - durationMs) ** 2,
      0,
    );
    if (error < bestError) {
      [best, bestError] = [{ a0, a1, a2 }, error];
    }
  }
  return best;
}

function linearFit(points: readonly Point[], a2: number): { a0: number; a1: number } {
  const n = points.length;
  const x = points.map(({ memoryMb }) => Math.exp(-memoryMb / a2));
  const xMean = x.reduce((sum, value) => sum + value, 0) / n;
  const yMean = points.reduce((sum, { durationMs }) => sum + durationMs, 0) / n;
  let [covariance, variance] = [0, 0];
  points.forEach(({ durationMs }, i) => {
    const dx = (x[i] ?? 0) - xMean;
    covariance += dx * (durationMs - yMean);
    variance += dx * dx;
  });
  const a1 = variance > 0 ? covariance / variance : 0;
  return { a0: yMean - a1 * xMean, a1 };
}
