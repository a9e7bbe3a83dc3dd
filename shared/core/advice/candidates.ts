import type { PickedDecision } from '../planner/tuning-decision.ts';
import { recommendableTiers } from './shown-size.ts';

/**
 * Sizes whose expected regret exceeds the pick's by at most this much count as tied with it:
 * measuring cannot tell them apart.
 */
const TIED_REGRET = 0.05;

/**
 * Returns the pick of a decision and the measured sizes that could replace it: those that satisfy
 * every constraint and are expected to be at most 5 % worse. Ascending, MB.
 *
 * @returns An empty list if the pick has no sample that counts.
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
