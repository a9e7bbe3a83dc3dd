import type { PickedDecision } from '../planner/tuning-decision.ts';
import { recommendableTiers } from './shown-size.ts';

/** Sizes whose expected regret is this close to the pick's cannot be told apart by measuring. */
const TIED_REGRET = 0.05;

/**
 * The pick of a decision, and the measured sizes that could stand in for it: those that keep every
 * constraint and are expected to be no more than 5 % worse. Ascending, MB.
 *
 * @returns An empty list if the pick has no warm sample.
 */
export function candidatesMb(decision: PickedDecision): readonly number[] {
  const tiers = recommendableTiers(decision);
  if (!tiers.some(({ powerValue }) => powerValue === decision.pick)) {
    return [];
  }
  return tiers
    .filter(
      ({ powerValue, expectedRegret = Number.POSITIVE_INFINITY }) =>
        powerValue === decision.pick || expectedRegret <= decision.expectedRegret + TIED_REGRET,
    )
    .map(({ powerValue }) => powerValue)
    .toSorted((a, b) => a - b);
}
