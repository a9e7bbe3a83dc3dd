import type { TierFigures } from './tier-figures.ts';
import type { Objective } from './tuning-plan.ts';

/** Which tier serves an objective best. */
export type TierSelection =
  | { readonly kind: 'selected'; readonly tier: TierFigures }
  | { readonly kind: 'noTierQualifies' };

/**
 * Selects the best of the measured tiers.
 *
 * `cost` takes the lowest mean cost, the faster one of equals; `speed` the lowest mean duration,
 * the cheaper one of equals. `balanced` takes the lowest
 * `weight · cost / costMax + (1 − weight) · duration / durationMax`, both maxima over the measured
 * tiers, as aws-lambda-power-tuning defines it.
 */
export function selectTier(tiers: readonly TierFigures[], objective: Objective): TierSelection {
  const [best] = tiers.toSorted(
    (a, b) => score(a, tiers, objective) - score(b, tiers, objective) || tieBreak(a, b, objective),
  );
  return best === undefined ? { kind: 'noTierQualifies' } : { kind: 'selected', tier: best };
}

function score(tier: TierFigures, tiers: readonly TierFigures[], objective: Objective): number {
  switch (objective.kind) {
    case 'cost':
      return tier.costUsdMean;
    case 'speed':
      return tier.durationMs.mean;
    case 'balanced': {
      const costMax = Math.max(...tiers.map(({ costUsdMean }) => costUsdMean));
      const durationMax = Math.max(...tiers.map(({ durationMs }) => durationMs.mean));
      return (
        (objective.weight * tier.costUsdMean) / costMax +
        ((1 - objective.weight) * tier.durationMs.mean) / durationMax
      );
    }
  }
}

function tieBreak(a: TierFigures, b: TierFigures, objective: Objective): number {
  return objective.kind === 'cost'
    ? a.durationMs.mean - b.durationMs.mean
    : a.costUsdMean - b.costUsdMean;
}
