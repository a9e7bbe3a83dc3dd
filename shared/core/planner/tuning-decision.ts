import { definedOnly } from '../defined-only.ts';
import { warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { maxMemoryUsedMb } from './allowed-sizes.ts';
import { type Belief, beliefOf } from './belief.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Exploration, explorationSoFar } from './exploration-cost.ts';
import { hasSamples } from './failed-bracket.ts';
import { type Improvement, improvementsOn } from './improvement.ts';
import { pickedColumn } from './pick.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import { claimsOn, type SizeClaims } from './size-claims.ts';
import type { TuningState } from './tuning-state.ts';
import { type TuningWarning, tuningWarnings } from './tuning-warnings.ts';

/** The estimates at one size. */
export interface SizeEstimate {
  readonly powerValue: PowerValue;
  /** Present if the figures describe whole cold invocations instead of warm ones. */
  readonly coldStarts?: true;
  /** Median duration of a warm invocation, ms. */
  readonly durationMs: Estimate;
  /** Mean bill of a warm invocation, USD, request fee included. */
  readonly costUsd: Estimate;
  /** Duration at the limit's percentile, for the slowest payload class, ms; only with `limit`. */
  readonly percentileMs?: Estimate;
}

/** The estimates at a size that has samples in this run. */
export interface TierEstimate extends SizeEstimate {
  readonly warmCount: number;
  readonly maxMemoryUsedMb: number;
  /** Expected regret of picking this size, a fraction; only if the constraints allow the size. */
  readonly expectedRegret?: number;
  /** Only if the constraints allow the size. */
  readonly claims?: SizeClaims;
  /**
   * What changing to this size would improve; only if the constraints allow it and the present size
   * is known and works.
   */
  readonly improvement?: Improvement;
}

/** A recommended size, and how far to trust it. */
export interface PickedDecision extends SizeClaims {
  readonly kind: 'picked';
  /** Present if the decision is about cold starts. */
  readonly coldStarts?: true;
  readonly pick: PowerValue;
  /** Why this size was picked. */
  readonly reason: string;
  /** Whether the belief uses an earlier run; absent if there was none. */
  readonly isEarlierRunUsed?: boolean;
  /** Expected regret of the pick as a fraction, including the price of a broken promise. */
  readonly expectedRegret: number;
  readonly durationMs: Estimate;
  readonly costUsd: Estimate;
  readonly tiers: readonly TierEstimate[];
  /** The size that the function has now; absent if it is not known. */
  readonly present?: SizeEstimate & { readonly claims?: SizeClaims };
  /** The fitted curve over all allowed sizes, ascending; for cold starts, the measured sizes. */
  readonly curve: readonly SizeEstimate[];
  /**
   * Largest size up to which more memory still shortens the duration with an elasticity of at least
   * 0.5; absent if there is none.
   */
  readonly kneeMb?: number;
  readonly exploration: Exploration & {
    /** Cost in units of one warm invocation at the cheapest size. */
    readonly optimumInvocations: number;
  };
  readonly warnings: readonly TuningWarning[];
}

/** The result of a run: a recommended size, or why there is none. */
export type TuningDecision =
  | PickedDecision
  | { readonly kind: 'none'; readonly reason: string; readonly exploration: Exploration };

/** Least elasticity, -dln(duration) / dln(memory), of a step up in memory below the knee. */
const KNEE_ELASTICITY = 0.5;

/**
 * Decides from whatever was measured, even if the run ended before the planner said `complete`.
 * Always gives an answer: with one tier only, with cold samples only, and with failed or infeasible
 * tiers.
 */
export function decideTuning(
  state: TuningState,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
): TuningDecision {
  const belief = beliefOf(state, settings);
  return belief === undefined
    ? undecided(state, 'No measured size satisfies the constraints')
    : decisionFrom(state, belief);
}

/** Returns the decision for a run that can recommend no size. */
export function undecided(state: TuningState, reason: string) {
  return { kind: 'none', reason, exploration: explorationSoFar(state) } as const;
}

/** Decides from a belief. */
export function decisionFrom(state: TuningState, belief: Belief): TuningDecision {
  const column = pickedColumn(state, belief);
  if (column === undefined) {
    return undecided(state, 'No measured size satisfies the constraints');
  }
  const columns = Array.from(belief.grid.sizesMb.keys());
  const curve = columns.map((own) => sizeEstimate(state, belief, own));
  const pick = curve[column] as SizeEstimate;
  const presentColumn = belief.grid.sizesMb.indexOf(state.powerValueBefore ?? 0);
  // Without a curve, nothing is known of a present size that has no samples.
  const isPresentKnown =
    !state.coldStarts || belief.evidence.some((one) => one.memoryMb === state.powerValueBefore);
  const present = isPresentKnown ? curve[presentColumn] : undefined;
  const spent = explorationSoFar(state);
  const knee = state.coldStarts ? undefined : kneeMb(curve);
  const improvementOf = improvementsOn(state, belief);
  const claimsAt = claimsOn(state, belief);
  return {
    kind: 'picked',
    ...definedOnly({ coldStarts: state.coldStarts }),
    pick: pick.powerValue,
    reason: `${pick.powerValue} MB has the least expected regret of the sizes measured`,
    ...claimsAt(column),
    ...(state.earlierTiers?.some(hasSamples) && { isEarlierRunUsed: belief.isEarlierRunUsed }),
    expectedRegret: at(belief.lossMeans, column),
    durationMs: pick.durationMs,
    costUsd: pick.costUsd,
    tiers: state.tiers
      .filter((tier) => tier.samples.length > 0 && tier.outcome.kind !== 'infeasible')
      .map((tier) => {
        const own = belief.grid.sizesMb.indexOf(tier.powerValue);
        const isAllowed = belief.grid.isAllowed[own] === true;
        return {
          ...tierEstimate(tier, curve[own]),
          ...(isAllowed && {
            expectedRegret: at(belief.lossMeans, own),
            claims: claimsAt(own),
            ...(improvementOf && { improvement: improvementOf(own) }),
          }),
        };
      }),
    ...(present !== undefined && {
      present: {
        ...present,
        ...(belief.grid.isAllowed[presentColumn] === true && {
          claims: claimsAt(presentColumn),
        }),
      },
    }),
    curve: curve.filter((_, own) => belief.grid.isAllowed[own] === true),
    ...(knee === undefined ? {} : { kneeMb: knee }),
    exploration: {
      ...spent,
      optimumInvocations: spent.usd / belief.optimumCostUsd,
    },
    warnings: tuningWarnings(state, belief, column),
  };
}

function sizeEstimate(
  { objective, coldStarts }: TuningState,
  belief: Belief,
  column: number,
): SizeEstimate {
  const isLimit = objective.kind === 'limit';
  return {
    powerValue: powerValue(at(belief.grid.sizesMb, column)),
    ...definedOnly({ coldStarts }),
    durationMs: estimateOf(belief.durationsMs.column(column)),
    costUsd: estimateOf(belief.costsUsd.column(column)),
    ...(isLimit && { percentileMs: estimateOf(belief.percentilesMs.column(column)) }),
  };
}

function tierEstimate(tier: Tier, estimate: SizeEstimate | undefined): TierEstimate {
  return {
    ...(estimate as SizeEstimate),
    warmCount: warmSamples(tier.samples).length,
    maxMemoryUsedMb: maxMemoryUsedMb(tier),
  };
}

function kneeMb(curve: readonly SizeEstimate[]): number | undefined {
  for (let index = curve.length - 1; index > 0; index -= 1) {
    const [smaller, larger] = [curve[index - 1], curve[index]];
    if (smaller !== undefined && larger !== undefined) {
      const gain = Math.log(smaller.durationMs.median / larger.durationMs.median);
      if (gain / Math.log(larger.powerValue / smaller.powerValue) >= KNEE_ELASTICITY) {
        return larger.powerValue;
      }
    }
  }
  return undefined;
}
