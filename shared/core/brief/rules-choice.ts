import type { PowerValue } from '../power-value.ts';
import type { TierFigures } from '../tier-figures.ts';
import { selectTier } from '../tier-selection.ts';
import type { Objective } from '../tuning-plan.ts';

/** What the rules say of the measured sizes: their own pick, and what may be picked beside it. */
export interface RulesChoice {
  readonly tier: TierFigures;
  /** Ascending; the pick is among them. Nothing outside may be chosen by anybody. */
  readonly candidates: readonly PowerValue[];
  readonly warnings: readonly string[];
}

/** Sizes this close to the best one cannot be told apart by a handful of samples. */
const TIED_SHARE = 0.05;

/**
 * The rules' pick, and the sizes within 5 % of it on the objective.
 *
 * @returns `undefined` if nothing was measured.
 */
export function rulesChoice(
  measured: readonly TierFigures[],
  objective: Objective,
): RulesChoice | undefined {
  const selection = selectTier(measured, objective);
  if (selection.kind === 'noTierQualifies') {
    return undefined;
  }
  const limit = loss(selection.tier, measured, objective) * (1 + TIED_SHARE);
  return {
    tier: selection.tier,
    candidates: measured
      .filter((tier) => loss(tier, measured, objective) <= limit)
      .map(({ powerValue }) => powerValue)
      .toSorted((a, b) => a - b),
    warnings: [],
  };
}

function loss(
  { costUsdMean, durationMs }: TierFigures,
  measured: readonly TierFigures[],
  objective: Objective,
): number {
  switch (objective.kind) {
    case 'cost':
      return costUsdMean;
    case 'speed':
      return durationMs.mean;
    case 'balanced': {
      const costMax = Math.max(...measured.map((tier) => tier.costUsdMean));
      const durationMax = Math.max(...measured.map((tier) => tier.durationMs.mean));
      return (
        (objective.weight * costUsdMean) / costMax +
        ((1 - objective.weight) * durationMs.mean) / durationMax
      );
    }
  }
}
