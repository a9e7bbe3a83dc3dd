import { objectiveOf } from '../../shared/contract/objective.ts';
import type { Decision, ReasonAboutTiersInput } from '../../shared/contract/reason-about-tiers.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import { tiersSchema } from '../../shared/contract/tier.ts';
import { priceOf } from '../../shared/core/price-table.ts';
import type { Tier } from '../../shared/core/tier.ts';
import { tierFigures } from '../../shared/core/tier-figures.ts';
import { selectTier } from '../../shared/core/tier-selection.ts';
import { NoTierMeasuredError } from '../../shared/errors.ts';
import { unpack } from '../../shared/runtime/carried.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { rulesRationale } from './rules-rationale.ts';

/** What ReasonAboutTiers needs of the world. */
export interface ReasonAboutTiersPorts {
  readonly store: Store;
}

/**
 * Chooses among what was measured, and says why in plain words.
 *
 * @throws {NoTierMeasuredError} If nothing was measured at any size; says what happened at each.
 */
export async function reasonAboutTiers(
  { store }: ReasonAboutTiersPorts,
  { request, target, tiers: carriedTiers }: ReasonAboutTiersInput,
): Promise<Decision> {
  const tiers = await unpack(store, carriedTiers, tiersSchema, 'the measured tiers');
  const basis = {
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
  };
  const measured = tiers.flatMap((tier) => tierFigures(tier, basis) ?? []);
  const objective = objectiveOf(request);
  const selection = selectTier(measured, objective);
  if (selection.kind === 'noTierQualifies') {
    throw new NoTierMeasuredError(explainNothingMeasured(tiers, target));
  }
  return {
    powerValue: selection.tier.powerValue,
    rationale: rulesRationale({ chosen: selection.tier, measured, tiers, target, objective }),
    reasoner: 'rules',
  };
}

function explainNothingMeasured(tiers: readonly Tier[], target: TargetFunction): string {
  const reasons = tiers.map(({ powerValue, outcome }) => ({
    powerValue,
    text: outcome.kind === 'measured' ? 'no warm sample' : outcomeText(outcome),
  }));
  const distinct = new Set(reasons.map(({ text }) => text));
  const [only] = distinct;
  return distinct.size === 1
    ? `Cannot tune "${target.functionName}": it could not be measured at any of ${reasons.length} sizes: ${only}`
    : `Cannot tune "${target.functionName}": it could not be measured at any size: ${reasons
        .map(({ powerValue, text }) => `at ${powerValue} MB: ${text}`)
        .join('; ')}`;
}

function outcomeText(outcome: Exclude<Tier['outcome'], { kind: 'measured' }>): string {
  return outcome.kind === 'infeasible'
    ? `${outcome.reason}: ${outcome.message}`
    : `${outcome.errorName}: ${outcome.message}`;
}
