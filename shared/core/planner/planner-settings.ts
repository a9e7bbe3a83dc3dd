import { type CurvePrior, DEFAULT_CURVE_PRIOR } from '../posterior/curve-prior.ts';
import type { TierEvidence } from '../posterior/tier-evidence.ts';
import type { Objective } from './objective.ts';

/** How much effort planning takes, and how it values a measurement. */
export interface PlannerSettings {
  readonly prior: CurvePrior;
  /** Number of curves drawn from the posterior. */
  readonly drawCount: number;
  /**
   * Regret (a fraction) that must be saved for exploration that costs as much as one invocation at
   * the cheapest size.
   */
  readonly regretPerOptimumInvocation: number;
  /** Regret (a fraction) that must be saved for each second that the run takes longer. */
  readonly regretPerSecond: number;
  /**
   * Factor on the price of each further size in a round, because it is chosen before the results of
   * the others are known.
   */
  readonly furtherSizeFactor: number;
  /** Number of curves drawn after an imagined outcome, to choose a further size in a round. */
  readonly imaginedDrawCount: number;
  /** Factor on both prices: where time or a promise counts, small errors cause larger losses. */
  readonly priceFactors: Readonly<Record<Objective['kind'], number>>;
  /** Most invocations of a run without a budget. */
  readonly invocationsMax: number;
  /**
   * Evidence on durations from outside the run, at sizes that may be picked. The product uses none;
   * replay measures what such evidence would be worth (docs/planner-figures.md).
   */
  readonly outsideEvidence?: readonly TierEvidence[];
}

/** Settings found by replay; docs/planner.md shows the results of others. */
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

/** Most rounds of a run that chooses its own sizes and in which no size fails. */
export const PLANNED_ROUND_COUNT_MAX = 3;
