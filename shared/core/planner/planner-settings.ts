import { type CurvePrior, DEFAULT_CURVE_PRIOR } from '../posterior/curve-prior.ts';
import type { TierEvidence } from '../posterior/tier-evidence.ts';
import type { Objective } from './objective.ts';

/** How hard the planner looks, and what it holds a measurement to be worth. */
export interface PlannerSettings {
  readonly prior: CurvePrior;
  /** Curves drawn from the posterior. */
  readonly drawCount: number;
  /** Regret (fraction) that must be saved for each optimum-invocation of exploration cost. */
  readonly regretPerOptimumInvocation: number;
  /** The same for each second that the run takes longer. */
  readonly regretPerSecond: number;
  /** Factor on the price of every further size of a round: it cannot know what the others show. */
  readonly furtherSizeFactor: number;
  /** Curves drawn after an imagined outcome, to choose a further size of a round. */
  readonly imaginedDrawCount: number;
  /** Factor on both by objective: small errors make larger losses where time or a promise counts. */
  readonly priceFactors: Readonly<Record<Objective['kind'], number>>;
  /** Invocations of a run without a budget; the planner stops there at the latest. */
  readonly invocationsMax: number;
  /**
   * What is known of the durations from outside of the run, sizes among those that may be picked. The
   * product has none: replay tries here what it would be worth (docs/planner-figures.md).
   */
  readonly outsideEvidence?: readonly TierEvidence[];
}

/** Settings found by replay; docs/planner.md shows what others give. */
export const DEFAULT_PLANNER_SETTINGS: PlannerSettings = {
  prior: DEFAULT_CURVE_PRIOR,
  drawCount: 384,
  regretPerOptimumInvocation: 0.0009,
  regretPerSecond: 0.0005,
  furtherSizeFactor: 2.5,
  imaginedDrawCount: 256,
  priceFactors: { value: 6, cost: 1, speed: 1, balanced: 1, tolerance: 2, limit: 2 },
  invocationsMax: 36,
};

/** Rounds of a run that chooses its sizes and in which no size fails. */
export const PLANNED_ROUND_COUNT_MAX = 3;
