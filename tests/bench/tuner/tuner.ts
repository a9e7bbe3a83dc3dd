import type { Tier } from '../../../shared/core/measurement/tier.ts';
import type { Objective } from '../../../shared/core/planner/objective.ts';
import type { TierEvidence } from '../../../shared/core/posterior/tier-evidence.ts';
import type { ReplayedFunction } from './replayed-function.ts';

/** What a tuner is asked for on one function. */
export interface TuningTask {
  readonly objective: Objective;
  /** The size that the function has in production, one of the sizes that may be picked, MB. */
  readonly presentMb: number;
  /** Most invocations the tuner may use; only `autotuner` has the option. */
  readonly invocationsMax: number | undefined;
  readonly seed: number;
  /** What an earlier run of the function measured; only `autotuner` makes use of it. */
  readonly earlierTiers?: readonly Tier[];
  /** What production tells of the present size; only `autotuner` makes use of it. */
  readonly production?: TierEvidence;
}

/** What a tuner answers. */
export interface TunerAnswer {
  readonly pickMb: number;
  /** Wall time in the model of an account; absent where a tool's steps were not modelled. */
  readonly wallSeconds?: number;
  /** Stated probability that the regret is under 5 %; absent where a tuner states none. */
  readonly probabilityRegretUnder5Percent?: number;
  /** Rounds of measurements, and the longest planning step in milliseconds. */
  readonly roundCount?: number;
  readonly stepMsMax?: number;
  /** What was measured, for a later run. */
  readonly tiers?: readonly Tier[];
}

/** A tuner under comparison. It sees the function only through `invoke` and the sizes it may pick. */
export interface Tuner {
  readonly name: string;
  tune(subject: ReplayedFunction, task: TuningTask): TunerAnswer;
}
