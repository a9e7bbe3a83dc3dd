import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import type { MeasuredInvocation } from '../../shared/core/measurement/measured-invocation.ts';
import type { Sample } from '../../shared/core/measurement/sample.ts';
import type { TierOutcome } from '../../shared/core/measurement/tier.ts';

/** One invocation that a lane may make. */
export interface Turn {
  /**
   * Whether it may meet a new execution environment. If so, it yields no warm sample, whatever its
   * report says.
   */
  readonly isCold: boolean;
  /** Which payload to send, from 0. */
  readonly payloadClass: number;
}

/**
 * The measuring of one tier in one round, shared by its lanes: who may invoke next, what came back,
 * and whether the tier is done.
 */
export interface Measuring {
  readonly lanes: readonly number[];
  /**
   * Returns a turn if the lane should invoke now. The lane must then record the outcome, or return
   * the turn. `undefined` if the lane has nothing left to do.
   */
  takeTurn(lane: number): Turn | undefined;
  /** Gives back a turn that was not used: nothing was invoked. */
  returnTurn(lane: number): void;
  record(outcome: MeasuredInvocation, lane: number): void;
  /**
   * Returns the longest expected duration of the next invocation, its start included, milliseconds.
   * Infinite if nothing is known, or if an invocation took longer than expected.
   */
  durationMsBound(): number;
  /** Whether the bound comes only from other tiers, so that one lane has to try it first. */
  isBoundUntried(): boolean;
  /**
   * Drops the bound. To be called when an invocation took longer, because the bound is wrong then.
   */
  dropBound(): void;
  /** Returns how the measuring ended; `undefined` while more invocations are wanted. */
  outcome(): TierOutcome | undefined;
  /**
   * Returns how the measuring ends if this was its last step; `undefined` if another may follow.
   */
  outcomeOfLastStep(): TierOutcome | undefined;
  /** Whether an invocation was answered in this step, successfully or not. */
  hasNews(): boolean;
  /** Returns the progress to pass to the next step. */
  progress(): TierProgress;
}

/** Progress of a tier that has not been measured yet. */
export const NOTHING_MEASURED: TierProgress = {
  samples: [],
  errorCount: 0,
  errorBilledDurationMs: 0,
  consecutiveErrorCount: 0,
  stepCount: 0,
  idleStepCount: 0,
  hasOutlastedBound: false,
  lanesAfterDeath: [],
};

/** Errors that a tier may have, as a share of its planned invocations; one is always allowed. */
const ERROR_SHARE_MAX = 0.2;

/** Returns how many errors end a tier for which this many invocations were planned. */
export function errorCountMax(plannedCount: number): number {
  return Math.floor(Math.max(1, ERROR_SHARE_MAX * plannedCount)) + 1;
}

/** Adds the class of its payload to a sample, if there are several classes. */
export function classedSample(
  sample: Sample,
  turn: Turn | undefined,
  payloadClassCount: number,
): Sample {
  return payloadClassCount > 1 && turn !== undefined
    ? { ...sample, payloadClass: turn.payloadClass }
    : sample;
}

/** Returns the number of invocations made, failed ones included. */
export function attemptCountOf({ samples, errorCount }: TierProgress): number {
  return samples.length + errorCount;
}

/** Whether an invocation was answered between two states of progress. */
export function hasNews(before: TierProgress, now: TierProgress): boolean {
  return attemptCountOf(now) > attemptCountOf(before);
}

/** Returns the progress to pass on after a step that began with another one. */
export function progressAfter(before: TierProgress, now: TierProgress): TierProgress {
  return {
    ...now,
    stepCount: before.stepCount + 1,
    idleStepCount: hasNews(before, now) ? 0 : before.idleStepCount + 1,
  };
}
