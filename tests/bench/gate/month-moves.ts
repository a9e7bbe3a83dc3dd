import type { UniformRandom } from '../../../shared/core/posterior/seeded-random.ts';

/**
 * Quantiles of how far 102 sizes of 15 functions moved from one month to the next, as ln(duration):
 * Node.js, Python and Rust on both architectures, means of 500 invocations, November against
 * December 2025 (github.com/cebert/aws-lambda-performance-benchmarks, MIT). A sixteenth function
 * became four times as fast at all sizes, and is left out as a different function.
 */
const MONTH_MOVES: readonly (readonly [probability: number, moveLn: number])[] = [
  [0, -0.169],
  [0.025, -0.111],
  [0.05, -0.079],
  [0.1, -0.046],
  [0.2, -0.021],
  [0.3, -0.007],
  [0.4, -0.001],
  [0.5, 0.006],
  [0.6, 0.015],
  [0.7, 0.029],
  [0.8, 0.045],
  [0.9, 0.105],
  [0.925, 0.19],
  [0.95, 0.214],
  [0.96, 0.277],
  [0.975, 0.334],
  [1, 0.338],
];

/** Draws how far the platform moves a size in a month, from the measured quantiles. */
export function moveOfMonth(random: UniformRandom): number {
  const probability = random();
  const above = MONTH_MOVES.findIndex(([at]) => at >= probability);
  const [highAt, high] = MONTH_MOVES[above] ?? [1, 0];
  const [lowAt, low] = MONTH_MOVES[Math.max(0, above - 1)] ?? [0, 0];
  const share = highAt === lowAt ? 0 : (probability - lowAt) / (highAt - lowAt);
  return low + share * (high - low);
}
