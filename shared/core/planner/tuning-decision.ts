import { coldSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { at } from '../posterior/dense-matrix.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { maxMemoryUsedMb } from './allowed-sizes.ts';
import { type Belief, beliefOf } from './belief.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type Exploration, explorationSoFar } from './exploration-cost.ts';
import { type Improvement, improvementsOn } from './improvement.ts';
import { pickedColumn } from './pick.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import type { TuningState } from './tuning-state.ts';
import { isTailUnknown, type TuningWarning, tuningWarnings } from './tuning-warnings.ts';

/** What is believed of one size. */
export interface SizeEstimate {
  readonly powerValue: PowerValue;
  /** Median duration of a warm invocation, ms. */
  readonly durationMs: Estimate;
  /** Mean bill of a warm invocation, USD, request fee included. */
  readonly costUsd: Estimate;
}

/** A tier that gave samples. */
export interface TierEstimate extends SizeEstimate {
  readonly warmCount: number;
  readonly coldCount: number;
  readonly initDurationMsMean?: number;
  readonly maxMemoryUsedMb: number;
  /** Expected regret of taking this size, as a fraction; only where the constraints allow it. */
  readonly expectedRegret?: number;
  /** What a change to this size would bring; only where the present size is known, and works. */
  readonly improvement?: Improvement;
}

/** A recommended size, and how far to trust it. */
export interface PickedDecision {
  readonly kind: 'picked';
  readonly pick: PowerValue;
  /** Why measuring stopped or what the decision rests on; filled by the planner. */
  readonly reason: string;
  /**
   * Regret: how much worse the pick is than the best allowed size, by the objective's own score. At
   * most 0.5 with `limit` where the tail is not known: that is no claim.
   */
  readonly probabilityRegretUnder5Percent: number;
  /** Expected regret as a fraction, price of a broken promise included. */
  readonly expectedRegret: number;
  /** Probability that tolerance or limit is kept exactly, limited likewise; 1 for other objectives. */
  readonly probabilityPromiseKept: number;
  readonly durationMs: Estimate;
  readonly costUsd: Estimate;
  /** Present where the production rate is known. */
  readonly costUsdPerMonth?: Estimate;
  readonly tiers: readonly TierEstimate[];
  /** The fitted curve over all sizes considered, ascending. */
  readonly curve: readonly SizeEstimate[];
  /** Largest size up to which more memory still pays at least half in time; absent if none does. */
  readonly kneeMb?: number;
  /** Sizes around the pick that are expected to be at most `withinPercent` worse than it. */
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
const REGRET_MAX = 0.05;

/**
 * The edge of a promise lies on the steep part of the curve, where the drawn curves are too alike:
 * replayed claims of 75 to 95 % came true in 0.85 of what they said.
 */
const PROMISE_CREDIBILITY = 0.85;

/** Most that is claimed of a promise about a tail that is not known: no better than even. */
const UNCLAIMED_PROBABILITY = 0.5;

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

/** The decision from a belief. */
export function decisionFrom(state: TuningState, belief: Belief): TuningDecision {
  const column = pickedColumn(state, belief);
  if (column === undefined) {
    return undecided(state, 'No measured size satisfies the constraints');
  }
  const columns = Array.from(belief.grid.sizesMb.keys());
  const curve = columns.map((own) => sizeEstimate(belief, own));
  const pick = curve[column] as SizeEstimate;
  const spent = explorationSoFar(state);
  const knee = kneeMb(curve);
  const rate = state.invocationsPerMonth;
  const improvementOf = improvementsOn(state, belief);
  return {
    kind: 'picked',
    pick: pick.powerValue,
    reason: `${pick.powerValue} MB has the least expected regret of the sizes measured`,
    probabilityRegretUnder5Percent: claimFrom(
      state,
      shareOf(belief.losses.column(column), (loss) => loss <= REGRET_MAX),
    ),
    expectedRegret: at(belief.lossMeans, column),
    probabilityPromiseKept: promiseFrom(
      state,
      shareOf(belief.promises.column(column), (kept) => kept === 1),
    ),
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
            ...(improvementOf && { improvement: improvementOf(own) }),
          }),
        };
      }),
    curve: curve.filter((_, own) => belief.grid.isAllowed[own] === true),
    ...(knee === undefined ? {} : { kneeMb: knee }),
    flatRegion: flatRegion(belief, column),
    exploration: {
      ...spent,
      coldInvocations: state.tiers.reduce((n, tier) => n + coldSamples(tier.samples).length, 0),
      optimumInvocations: spent.usd / belief.optimumCostUsd,
    },
    warnings: tuningWarnings(state, belief, column),
  };
}

/** Replay shows claims to be true that often, where draws of the curve alone say always. */
function claimFrom(state: TuningState, share: number): number {
  const { kind } = state.objective;
  const hasPromise = kind === 'tolerance' || kind === 'limit';
  return promiseFrom(state, hasPromise ? PROMISE_CREDIBILITY * share : share);
}

function promiseFrom(state: TuningState, share: number): number {
  return isTailUnknown(state) ? Math.min(UNCLAIMED_PROBABILITY, share) : share;
}

function shareOf(values: Float64Array, holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}

function sizeEstimate(belief: Belief, column: number): SizeEstimate {
  return {
    powerValue: powerValue(at(belief.grid.sizesMb, column)),
    durationMs: estimateOf(belief.durationsMs.column(column)),
    costUsd: estimateOf(belief.costsUsd.column(column)),
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

/** Allowed sizes next to the pick, and next to these, whose expected loss is little more than its own. */
function flatRegion(belief: Belief, pick: number): PickedDecision['flatRegion'] {
  const { sizesMb, isAllowed } = belief.grid;
  const allowed = Array.from(sizesMb.keys()).filter((column) => isAllowed[column] === true);
  const lossMax = at(belief.lossMeans, pick) + FLAT_WITHIN_PERCENT / 100;
  const isFlat = (column: number) => at(belief.lossMeans, column) <= lossMax;
  const below = allowed.filter((column) => column < pick).findLast((column) => !isFlat(column));
  const above = allowed.filter((column) => column > pick).find((column) => !isFlat(column));
  const flat = allowed.filter(
    (column) => column > (below ?? -1) && column < (above ?? sizesMb.length),
  );
  return {
    powerValueMin: powerValue(at(sizesMb, flat[0] ?? pick)),
    powerValueMax: powerValue(at(sizesMb, flat.at(-1) ?? pick)),
    withinPercent: FLAT_WITHIN_PERCENT,
  };
}
