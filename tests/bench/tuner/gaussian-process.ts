import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import { sizeOf } from './curve-pick.ts';
import type { Tuner } from './tuner.ts';

const LENGTH_LOG_MEMORY = 0.8;
const NOISE_SD = 0.05;
const STEP_MB = 64;
const JITTER = 1e-9;

/**
 * Returns Bayesian optimisation in the manner of COSE: a Gaussian process on log cost over log
 * memory (RBF, length 0.8, noise 5 %), both ends first, then the size with the largest expected
 * improvement, one warm invocation at a time. Every new size needs a cold invocation, whose
 * duration is not used.
 */
export function gaussianProcess(observations: number): Tuner {
  return {
    name: `Gaussian process, ${observations}`,
    tune(subject, task) {
      const { sizesMb, shape } = subject.truth;
      const [firstMb, lastMb] = [sizesMb[0] ?? Number.NaN, sizesMb.at(-1) ?? Number.NaN];
      const grid = shape === 'measured' ? sizesMb : sizeGrid(firstMb, lastMb);
      const seen = new Set<number>();
      const x: number[] = [];
      const y: number[] = [];
      const observe = (memoryMb: number) => {
        if (!seen.has(memoryMb)) {
          subject.invoke(memoryMb, 0);
          seen.add(memoryMb);
        }
        const { billedDurationMs } = subject.invoke(memoryMb, 0);
        x.push(Math.log(memoryMb));
        y.push(Math.log(billedCostUsd({ memoryMb, billedDurationMs }, subject.price)));
      };
      observe(firstMb);
      observe(lastMb);
      while (y.length < observations) {
        observe(largestExpectedImprovement(grid, posterior(x, y)));
      }
      const model = posterior(x, y);
      const believed = grid.map((memoryMb) => {
        const costUsd = Math.exp(model(Math.log(memoryMb)).mean);
        const gbSeconds = (costUsd - subject.price.usdPerRequest) / subject.price.usdPerGbSecond;
        return { memoryMb, costUsd, durationMs: Math.max(0, (gbSeconds / memoryMb) * 1024 * 1000) };
      });
      return { pickMb: sizeOf(believed, task.objective) };
    },
  };
}

function sizeGrid(minMb: number, maxMb: number): readonly number[] {
  const grid: number[] = [];
  for (let memoryMb = minMb; memoryMb < maxMb; memoryMb += STEP_MB) {
    grid.push(memoryMb);
  }
  return [...grid, maxMb];
}

interface Prediction {
  readonly mean: number;
  readonly sd: number;
  readonly best: number;
}

function largestExpectedImprovement(
  grid: readonly number[],
  model: (x: number) => Prediction,
): number {
  let [best, bestValue] = [grid[0] ?? 0, -1];
  for (const memoryMb of grid) {
    const { mean, sd, best: incumbent } = model(Math.log(memoryMb));
    const z = (incumbent - mean) / sd;
    const value = sd * (z * normalCdf(z) + Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI));
    if (value > bestValue) {
      [best, bestValue] = [memoryMb, value];
    }
  }
  return best;
}

function posterior(x: readonly number[], y: readonly number[]): (at: number) => Prediction {
  const centre = y.reduce((sum, value) => sum + value, 0) / y.length;
  const variance = Math.max(
    0.01,
    y.reduce((sum, value) => sum + (value - centre) ** 2, 0) / y.length,
  );
  const kernel = (a: number, b: number) =>
    variance * Math.exp(-((a - b) ** 2) / (2 * LENGTH_LOG_MEMORY ** 2));
  const lower = cholesky(
    x.map((a, i) => x.map((b, j) => kernel(a, b) + (i === j ? NOISE_SD ** 2 + JITTER : 0))),
  );
  const alpha = solveLower(
    lower,
    y.map((value) => value - centre),
  );
  const fitted = (at: number) => {
    const v = solveLower(
      lower,
      x.map((a) => kernel(a, at)),
    );
    const mean = centre + v.reduce((sum, value, i) => sum + value * (alpha[i] ?? 0), 0);
    const explained = v.reduce((sum, value) => sum + value * value, 0);
    return { mean, sd: Math.sqrt(Math.max(JITTER, variance - explained)) };
  };
  const best = Math.min(...x.map((a) => fitted(a).mean));
  return (at) => ({ ...fitted(at), best });
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k += 1) {
        sum -= (lower[i]?.[k] ?? 0) * (lower[j]?.[k] ?? 0);
      }
      const row = lower[i] as number[];
      row[j] = i === j ? Math.sqrt(Math.max(JITTER, sum)) : sum / (lower[j]?.[j] ?? 1);
    }
  }
  return lower;
}

function solveLower(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution: number[] = [];
  right.forEach((value, i) => {
    let sum = value;
    for (let k = 0; k < i; k += 1) {
      sum -= (lower[i]?.[k] ?? 0) * (solution[k] ?? 0);
    }
    solution.push(sum / (lower[i]?.[i] ?? 1));
  });
  return solution;
}

/** Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * poly;
  return z > 0 ? 1 - tail : tail;
}
