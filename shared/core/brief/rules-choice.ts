import type { TierFigures } from '../measurement/tier-figures.ts';
import type { PickedDecision } from '../planner/tuning-decision.ts';
import { tuningWarningText } from '../planner/tuning-warning-text.ts';
import type { PowerValue } from '../power-value.ts';

/** What the rules say of the measured sizes: their own pick, and what may be picked beside it. */
export interface RulesChoice {
  readonly tier: TierFigures;
  /** Ascending; the pick is among them. Neither rules nor model may choose another size. */
  readonly candidates: readonly PowerValue[];
  readonly warnings: readonly string[];
}

/** Sizes whose expected regret is this close to the pick's cannot be told apart by measuring. */
const TIED_REGRET = 0.05;

/**
 * The pick of a decision, and the measured sizes that could stand in for it: those that keep every
 * constraint and are expected to be no more than 5 % worse.
 *
 * @returns `undefined` if the pick has no warm sample.
 */
export function rulesChoice(
  measured: readonly TierFigures[],
  decision: PickedDecision,
): RulesChoice | undefined {
  const tier = measured.find(({ memoryMb }) => memoryMb === decision.pick);
  if (tier === undefined) {
    return undefined;
  }
  const hasFigures = new Set(measured.map(({ memoryMb }) => memoryMb));
  const candidates = decision.tiers
    .filter(
      ({ powerValue, expectedRegret }) =>
        hasFigures.has(powerValue) &&
        expectedRegret !== undefined &&
        expectedRegret <= decision.expectedRegret + TIED_REGRET,
    )
    .map(({ powerValue }) => powerValue);
  return {
    tier,
    candidates: [...new Set([...candidates, decision.pick])].toSorted((a, b) => a - b),
    warnings: decision.warnings.map(tuningWarningText),
  };
}
