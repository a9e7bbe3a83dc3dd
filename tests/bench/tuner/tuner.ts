import type { Objective } from '../../../shared/core/planner/objective.ts';
import type { ReplayedFunction } from './replayed-function.ts';

/** What a tuner is asked for on one function. */
export interface TuningTask {
  readonly objective: Objective;
  /** Most invocations the tuner may use; only `autotuner` has the option. */
  readonly invocationsMax: number | undefined;
  readonly seed: number;
}

/** What a tuner answers. */
export interface TunerAnswer {
  readonly pickMb: number;
  /** Stated probability that the regret is under 5 %; absent where a tuner states none. */
  readonly probabilityRegretUnder5Percent?: number;
  readonly warnings?: readonly string[];
  /** Planning steps, and the longest of them in milliseconds. */
  readonly roundCount?: number;
  readonly stepMsMax?: number;
}

/** A tuner under comparison. It sees the function only through `invoke` and its size range. */
export interface Tuner {
  readonly name: string;
  tune(subject: ReplayedFunction, task: TuningTask): TunerAnswer;
}
