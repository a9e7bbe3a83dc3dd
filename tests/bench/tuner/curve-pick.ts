import type { Objective } from '../../../shared/core/planner/objective.ts';

/** A tuner's estimate for a size. */
export interface BelievedSize {
  readonly memoryMb: number;
  readonly durationMs: number;
  readonly costUsd: number;
}

/**
 * Returns the best of the sizes by an objective, without regard to uncertainty (as the published
 * tools do).
 */
export function sizeOf(sizes: readonly BelievedSize[], objective: Objective): number {
  const costMin = Math.min(...sizes.map((size) => size.costUsd));
  const costMax = Math.max(...sizes.map((size) => size.costUsd));
  const durationMax = Math.max(...sizes.map((size) => size.durationMs));
  const least = (among: readonly BelievedSize[], score: (size: BelievedSize) => number) =>
    among.reduce((best, size) => (score(size) < score(best) ? size : best)).memoryMb;
  switch (objective.kind) {
    case 'cost':
      return least(sizes, (size) => size.costUsd);
    case 'speed':
      return least(sizes, (size) => size.durationMs);
    case 'balanced':
      return least(
        sizes,
        (size) =>
          (objective.weight * size.costUsd) / costMax +
          ((1 - objective.weight) * size.durationMs) / durationMax,
      );
    case 'value':
    case 'tolerance': {
      const costLimit = costMin * (1 + objective.costTolerancePercent / 100);
      return least(
        sizes.filter((size) => size.costUsd <= costLimit),
        (size) => size.durationMs,
      );
    }
    case 'limit': {
      const feasible = sizes.filter((size) => size.durationMs <= objective.durationMsMax);
      return feasible.length > 0
        ? least(feasible, (size) => size.costUsd)
        : least(sizes, (size) => size.durationMs);
    }
  }
}
