import { warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { Belief } from './belief.ts';
import { affordable } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';

/** Fewest warm samples on which a size is recommended, if the budget allows as many. */
export const CONFIRMING_WARM_COUNT = 3;

/** Returns the warm samples of a tier per payload class, rounded down. */
export function warmCountOf({ payloadClasses }: TuningState, tier: Tier): number {
  return Math.floor(warmSamples(tier.samples).length / (payloadClasses?.length ?? 1));
}

/**
 * Returns the grid column of the best size with enough warm samples to be recommended; `undefined`
 * while there is none.
 */
export function confirmedPick(state: TuningState, belief: Belief): number | undefined {
  return bestColumn(state, belief, (tier) => warmCountOf(state, tier) >= CONFIRMING_WARM_COUNT);
}

/**
 * Returns the grid column to recommend: the best confirmed size; without one, the best size with a
 * warm sample, or else with any sample. `undefined` if no allowed size was measured.
 */
export function pickedColumn(state: TuningState, belief: Belief): number | undefined {
  return (
    confirmedPick(state, belief) ??
    bestColumn(state, belief, (tier) => warmSamples(tier.samples).length > 0) ??
    bestColumn(state, belief, (tier) => tier.samples.length > 0)
  );
}

function bestColumn(
  { tiers, objective }: TuningState,
  belief: Belief,
  isEligible: (tier: Tier) => boolean,
): number | undefined {
  const measured = tiers
    .filter((tier) => tier.outcome.kind !== 'infeasible' && isEligible(tier))
    .map((tier) => belief.grid.sizesMb.indexOf(tier.powerValue))
    .filter((column) => column >= 0 && belief.grid.isAllowed[column] === true);
  // With `value`, the expected costs must be within the tolerance; single draws at its edge do not
  // matter.
  const isAffordable = affordable(
    measured.map((own) => at(belief.costUsdMeans, own)),
    objective,
  );
  return measured
    .filter((_, index) => isAffordable[index])
    .reduce<number | undefined>(
      (best, own) =>
        best === undefined || at(belief.lossMeans, own) < at(belief.lossMeans, best) ? own : best,
      undefined,
    );
}
