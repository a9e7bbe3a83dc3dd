import type { Tier } from '../../../shared/core/measurement/tier.ts';
import type { Objective } from '../../../shared/core/planner/objective.ts';
import type { TierEvidence } from '../../../shared/core/posterior/tier-evidence.ts';
import type { ReplayedFunction } from './replayed-function.ts';

/** What a tuner is asked to find for a function. */
export interface TuningTask {
  readonly objective: Objective;
  /** Size of the function in production, one of the sizes that may be picked, MB. */
  readonly presentMb: number;
  /** Largest number of invocations that the tuner may use; only `autotuner` has the option. */
  readonly invocationsMax: number | undefined;
  readonly seed: number;
  /** What an earlier run of the function measured; only `autotuner` uses it. */
  readonly earlierTiers?: readonly Tier[];
  /** What production shows of the present size; only `autotuner` uses it. */
  readonly production?: TierEvidence;
}

/** A tuner's answer. */
export interface TunerAnswer {
  readonly pickMb: number;
  /** Wall time in the model of an account; absent for a tool whose steps are not modelled. */
  readonly wallSeconds?: number;
  /** Stated probability that the regret is under 5 %; absent for a tuner that states none. */
  readonly probabilityRegretUnder5Percent?: number;
  /** Rounds of measurements, and the longest planning step in milliseconds. */
  readonly roundCount?: number;
  readonly stepMsMax?: number;
  /** The measurements, for a later run. */
  readonly tiers?: readonly Tier[];
}

/**
 * A tuner to compare. It sees the function only through `invoke` and the sizes that it may pick.
 */
export interface Tuner {
  readonly name: string;
  tune(subject: ReplayedFunction, task: TuningTask): TunerAnswer;
}
