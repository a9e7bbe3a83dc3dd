import { type Architecture, otherThan } from '../core/architecture.ts';
import { ofOtherArchitecture, ofOwnArchitecture, type Tier } from '../core/measurement/tier.ts';
import { tuningCostUsd } from '../core/measurement/tier-figures.ts';
import { explorationSoFar } from '../core/planner/exploration-cost.ts';
import type { TuningState } from '../core/planner/tuning-state.ts';
import { priceOf } from '../core/pricing/price-table.ts';
import type { TuningRequest } from './request-fields.ts';
import type { TargetFunction } from './target-function.ts';
import { type TuningFacts, tuningStateOf } from './tuning-state.ts';

/**
 * Returns the architecture to measure besides the function's own; `undefined` if the request names
 * none.
 */
export function otherArchitecture(
  { architectures }: Pick<TuningRequest, 'architectures'>,
  { architecture }: Pick<TargetFunction, 'architecture'>,
): Architecture | undefined {
  const other = otherThan(architecture);
  return architectures?.includes(other) ? other : undefined;
}

/** The planner's states of the function on its own architecture, and on the other one. */
export interface PairedStates {
  readonly own: TuningState;
  readonly other: TuningState;
}

/**
 * Builds the states for measuring the other architecture and comparing both. Measurements on the
 * present one serve as an earlier run of the other: its curve shifted, and its sizes that ran out
 * of memory.
 *
 * @param facts Include the tiers of both architectures.
 * @param roundsDone Rounds done on the other architecture.
 */
export function pairedStates(
  facts: TuningFacts,
  architecture: Architecture,
  roundsDone = 0,
): PairedStates {
  const ownTiers = ofOwnArchitecture(facts.tiers);
  const own = tuningStateOf({ ...facts, tiers: ownTiers });
  const tiers = ofOtherArchitecture(facts.tiers, architecture);
  const { powerValueBefore: _present, ...state } = tuningStateOf({
    ...facts,
    target: { ...facts.target, architecture },
    tiers: [...tiers, ...ownTiers.filter(isTooSmall).filter(isNotAmong(tiers)).map(unmeasured)],
    earlierTiers: ownTiers,
  });
  return { own, other: { ...state, ...budgetAfter(own), roundsDone } };
}

/** Returns the cost of all invocations, each at the price of its architecture, USD. */
export function costOfTuningUsd(
  tiers: readonly Tier[],
  {
    region,
    architecture,
    ephemeralStorageMb,
  }: Pick<TargetFunction, 'region' | 'architecture' | 'ephemeralStorageMb'>,
): number {
  return [...Map.groupBy(tiers, (tier) => tier.architecture ?? architecture)]
    .map(([own, ofOne]) =>
      tuningCostUsd(ofOne, { price: priceOf(region, own), ephemeralStorageMb }),
    )
    .reduce((sum, usd) => sum + usd, 0);
}

function isTooSmall({ outcome }: Tier): boolean {
  return outcome.kind === 'infeasible' && outcome.reason !== 'timeout';
}

function isNotAmong(tiers: readonly Tier[]): (tier: Tier) => boolean {
  return ({ powerValue }) => !tiers.some((tier) => tier.powerValue === powerValue);
}

/** Returns a tier that is known to be too small, without the cost of having measured that. */
function unmeasured(tier: Tier): Tier {
  return { ...tier, samples: [], errorCount: 0, errorBilledDurationMs: 0 };
}

/** Returns what the present architecture leaves of the request's budget. */
function budgetAfter(own: TuningState): Pick<TuningState, 'budget'> {
  if (own.budget === undefined) return {};
  const { invocationsMax, usdMax, secondsMax } = own.budget;
  const spent = explorationSoFar(own);
  return {
    budget: {
      ...(invocationsMax !== undefined && { invocationsMax: invocationsMax - spent.invocations }),
      ...(usdMax !== undefined && { usdMax: usdMax - spent.usd }),
      ...(secondsMax !== undefined && { secondsMax: secondsMax - spent.seconds }),
    },
  };
}
