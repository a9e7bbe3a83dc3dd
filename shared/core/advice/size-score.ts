import type { Objective } from '../planner/objective.ts';
import type { ShownSize } from './shown-size.ts';

/** Rates a size. Less is better; infinite if the size breaks a tolerance or a limit. */
export type SizeScore = (size: ShownSize) => number;

/**
 * Returns the score of the objective, computed from the figures that are shown.
 *
 * @param sizes The sizes among which the cheapest and the largest values are found.
 */
export function sizeScore(objective: Objective, sizes: readonly ShownSize[]): SizeScore {
  const costs = sizes.map(costOf);
  switch (objective.kind) {
    case 'cost':
      return costOf;
    case 'speed':
      return durationOf;
    case 'balanced': {
      const { weight } = objective;
      const [costMax, durationMax] = [Math.max(...costs), Math.max(...sizes.map(durationOf))];
      return (size) =>
        (weight * costOf(size)) / costMax + ((1 - weight) * durationOf(size)) / durationMax;
    }
    case 'value':
    case 'tolerance': {
      const costMax = Math.min(...costs) * (1 + objective.costTolerancePercent / 100);
      return (size) => (costOf(size) > costMax ? Number.POSITIVE_INFINITY : durationOf(size));
    }
    case 'limit':
      return (size) =>
        (size.percentileMs?.median ?? 0) > objective.durationMsMax
          ? Number.POSITIVE_INFINITY
          : costOf(size);
  }
}

/** Returns the cost of a million invocations, USD. */
export function costOf({ costUsdPerMillion }: ShownSize): number {
  return costUsdPerMillion.median;
}

/** Returns the duration of a typical invocation, ms. */
export function durationOf({ durationMs }: ShownSize): number {
  return durationMs.median;
}

/** Returns the size with the best score; the first one if several are equal. */
export function bestBy(sizes: readonly ShownSize[], score: SizeScore): ShownSize | undefined {
  return sizes.reduce<ShownSize | undefined>(
    (best, size) => (best === undefined || score(size) < score(best) ? size : best),
    undefined,
  );
}
