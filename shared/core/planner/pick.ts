import { warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import type { Belief } from './belief.ts';
import { affordable } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';

/** A size is recommended on no fewer warm samples, where the budget allows as many. */
export const CONFIRMING_WARM_COUNT = 3;

/** Warm samples of a tier, for each class of payloads. */
export function warmCountOf({ payloadClasses }: TuningState, tier: Tier): number {
  return Math.floor(warmSamples(tier.samples).length / (payloadClasses?.length ?? 1));
}

/** The best size with enough warm samples to be recommended; undefined while there is none. */
export function confirmedPick(state: TuningState, belief: Belief): number | undefined {
  return bestColumn(state, belief, (tier) => warmCountOf(state, tier) >= CONFIRMING_WARM_COUNT);
}

/**
 * The grid column to recommend: the best confirmed size; where there is none, the best with a warm
 * sample, or else with any. Undefined where no allowed size was measured.
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
  // The tolerance of `value` holds for what is expected, whatever single draws make of its edge.
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
