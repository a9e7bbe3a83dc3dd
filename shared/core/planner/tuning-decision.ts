import { coldSamples, warmSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { maxMemoryUsedMb } from './allowed-sizes.ts';
import { type Belief, beliefOf } from './belief.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Exploration, explorationSoFar } from './exploration-cost.ts';
import { type Improvement, improvementsOn } from './improvement.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import { claimsOn, type SizeClaims } from './size-claims.ts';
import type { TuningState } from './tuning-state.ts';
import { type TuningWarning, tuningWarnings } from './tuning-warnings.ts';

/** What is believed of one size. */
export interface SizeEstimate {
  readonly powerValue: PowerValue;
  /** Median duration of a warm invocation, ms. */
  readonly durationMs: Estimate;
  /** Mean bill of a warm invocation, USD, request fee included. */
  readonly costUsd: Estimate;
  /** Duration at the limit's percentile, of the slowest payload class, ms; only with `limit`. */
  readonly percentileMs?: Estimate;
}

/** A tier that gave samples. */
export interface TierEstimate extends SizeEstimate {
  readonly warmCount: number;
  readonly coldCount: number;
  readonly initDurationMsMean?: number;
  readonly maxMemoryUsedMb: number;
  /** Expected regret of taking this size, as a fraction; only where the constraints allow it. */
  readonly expectedRegret?: number;
  /** Only where the constraints allow the size. */
  readonly claims?: SizeClaims;
  /** What a change to this size would bring; only where the present size is known, and works. */
  readonly improvement?: Improvement;
}

/** A recommended size, and how far to trust it. */
export interface PickedDecision extends SizeClaims {
  readonly kind: 'picked';
  readonly pick: PowerValue;
  /** Why measuring stopped or what the decision rests on; filled by the planner. */
  readonly reason: string;
  /** Expected regret as a fraction, price of a broken promise included. */
  readonly expectedRegret: number;
  readonly durationMs: Estimate;
  readonly costUsd: Estimate;
  /** Present where the production rate is known. */
  readonly costUsdPerMonth?: Estimate;
  readonly tiers: readonly TierEstimate[];
  /** The size the function has; absent where that is not known. */
  readonly present?: SizeEstimate & { readonly claims?: SizeClaims };
  /** The fitted curve over all sizes considered, ascending. */
  readonly curve: readonly SizeEstimate[];
  /** Largest size up to which more memory still pays at least half in time; absent if none does. */
  readonly kneeMb?: number;
  /** Sizes around the cheapest whose expected cost is within `withinPercent` of it. */
  readonly flatRegion: {
    readonly powerValueMin: PowerValue;
    readonly powerValueMax: PowerValue;
    readonly withinPercent: number;
  };
  readonly exploration: Exploration & {
    readonly coldInvocations: number;
    /** Cost in units of one warm invocation at the cheapest size. */
    readonly optimumInvocations: number;
  };
  readonly warnings: readonly TuningWarning[];
}

/** The end of a run: a size, or why there is none. */
export type TuningDecision =
  | PickedDecision
  | { readonly kind: 'none'; readonly reason: string; readonly exploration: Exploration };

const FLAT_WITHIN_PERCENT = 3;
/** -dln(duration) / dln(memory) from which more memory still pays half. */
const KNEE_ELASTICITY = 0.5;

/**
 * The decision from whatever was measured, to be used when a run ends before the planner says
 * complete: one tier only, cold samples only, failed and infeasible tiers are all answered.
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

/** The answer where no size can be recommended. */
export function undecided(state: TuningState, reason: string) {
  return { kind: 'none', reason, exploration: explorationSoFar(state) } as const;
}

/** The measured size of least expected loss; undefined while no allowed size has a warm sample. */
export function confirmedPick(
  state: TuningState,
  belief: Belief,
): { readonly column: number } | undefined {
  return pickAmong(state, belief, (tier) => warmSamples(tier.samples).length > 0);
}

function pickAmong(
  { tiers, objective }: TuningState,
  belief: Belief,
  isEligible: (tier: Tier) => boolean,
) {
  const measured = tiers
    .filter((tier) => tier.outcome.kind !== 'infeasible' && isEligible(tier))
    .map((tier) => belief.grid.sizesMb.indexOf(tier.powerValue))
    .filter((column) => column >= 0 && belief.grid.isAllowed[column] === true);
  const cost = (own: number) => at(belief.costUsdMeans, own);
  const costMax =
    objective.kind === 'value'
      ? Math.min(...measured.map(cost)) * (1 + objective.costTolerancePercent / 100)
      : Number.POSITIVE_INFINITY;
  const columns = measured.filter((own) => cost(own) <= costMax);
  const column = columns.reduce<number | undefined>(
    (best, own) =>
      best === undefined || at(belief.lossMeans, own) < at(belief.lossMeans, best) ? own : best,
    undefined,
  );
  return column === undefined ? undefined : { column };
}

/** The decision from a belief. A size with cold samples only is picked where there is no other. */
export function decisionFrom(state: TuningState, belief: Belief): TuningDecision {
  const picked =
    confirmedPick(state, belief) ??
    pickAmong(state, belief, (tier) => coldSamples(tier.samples).length > 0);
  if (picked === undefined) {
    return undecided(state, 'No measured size satisfies the constraints');
  }
  const { column } = picked;
  const columns = Array.from(belief.grid.sizesMb.keys());
  const isLimit = state.objective.kind === 'limit';
  const curve = columns.map((own) => sizeEstimate(belief, own, { isLimit }));
  const pick = curve[column] as SizeEstimate;
  const presentColumn = belief.grid.sizesMb.indexOf(state.powerValueBefore ?? 0);
  const present = curve[presentColumn];
  const spent = explorationSoFar(state);
  const knee = kneeMb(curve);
  const rate = state.invocationsPerMonth;
  const improvementOf = improvementsOn(state, belief);
  const claimsAt = claimsOn(state, belief);
  return {
    kind: 'picked',
    pick: pick.powerValue,
    reason: `${pick.powerValue} MB has the least expected regret of the sizes measured`,
    ...claimsAt(column),
    expectedRegret: at(belief.lossMeans, column),
    durationMs: pick.durationMs,
    costUsd: pick.costUsd,
    ...(rate === undefined ? {} : { costUsdPerMonth: scaled(pick.costUsd, rate) }),
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
    flatRegion: flatRegion(belief),
    exploration: {
      ...spent,
      coldInvocations: state.tiers.reduce((n, tier) => n + coldSamples(tier.samples).length, 0),
      optimumInvocations: spent.usd / belief.optimumCostUsd,
    },
    warnings: tuningWarnings(state, belief, column),
  };
}

function sizeEstimate(
  belief: Belief,
  column: number,
  { isLimit }: { readonly isLimit: boolean },
): SizeEstimate {
  const estimate = (matrix: Float64Array): Estimate => {
    const size = belief.grid.sizesMb.length;
    return estimateOf(
      Float64Array.from({ length: belief.drawCount }, (_, draw) =>
        at(matrix, draw * size + column),
      ),
    );
  };
  return {
    powerValue: powerValue(at(belief.grid.sizesMb, column)),
    durationMs: estimate(belief.durationsMs),
    costUsd: estimate(belief.costsUsd),
    ...(isLimit && { percentileMs: estimate(belief.percentilesMs) }),
  };
}

function tierEstimate(tier: Tier, estimate: SizeEstimate | undefined): TierEstimate {
  const cold = coldSamples(tier.samples);
  const starts = cold.flatMap(({ initDurationMs, restoreDurationMs }) => {
    const startMs = initDurationMs ?? restoreDurationMs;
    return startMs === undefined ? [] : [startMs];
  });
  const initSum = starts.reduce((sum, ms) => sum + ms, 0);
  return {
    ...(estimate as SizeEstimate),
    warmCount: tier.samples.length - cold.length,
    coldCount: cold.length,
    ...(starts.length === 0 ? {} : { initDurationMsMean: initSum / starts.length }),
    maxMemoryUsedMb: maxMemoryUsedMb(tier),
  };
}

function scaled({ median, low, high }: Estimate, factor: number): Estimate {
  return { median: median * factor, low: low * factor, high: high * factor };
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

function flatRegion(belief: Belief): PickedDecision['flatRegion'] {
  const { sizesMb, isAllowed } = belief.grid;
  const allowed = Array.from(sizesMb.keys()).filter((column) => isAllowed[column] === true);
  const cost = (index: number) => at(belief.costUsdMeans, allowed[index] ?? 0);
  const cheapest = allowed.reduce((best, _, index) => (cost(index) < cost(best) ? index : best), 0);
  const costMax = cost(cheapest) * (1 + FLAT_WITHIN_PERCENT / 100);
  let [first, last] = [cheapest, cheapest];
  while (first > 0 && cost(first - 1) <= costMax) {
    first -= 1;
  }
  while (last < allowed.length - 1 && cost(last + 1) <= costMax) {
    last += 1;
  }
  return {
    powerValueMin: powerValue(at(sizesMb, allowed[first] ?? 0)),
    powerValueMax: powerValue(at(sizesMb, allowed[last] ?? 0)),
    withinPercent: FLAT_WITHIN_PERCENT,
  };
}
