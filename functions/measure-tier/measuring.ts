import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import type { MeasuredInvocation } from '../../shared/core/measurement/measured-invocation.ts';
import type { TierOutcome } from '../../shared/core/measurement/tier.ts';

/** One invocation that a lane may make. */
export interface Turn {
  /** It may meet a new execution environment, and so brings no warm sample, whatever its report says. */
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
   * The turn of a lane that should invoke now. The lane then must record the outcome, or return its
   * turn. `undefined` if nothing is left for it to do.
   */
  takeTurn(lane: number): Turn | undefined;
  /** Gives back a turn that was not used: nothing was invoked. */
  returnTurn(lane: number): void;
  record(outcome: MeasuredInvocation, lane: number): void;
  /**
   * Longest that the next run is expected to take, start included, milliseconds; without end where
   * nothing is known, or an invocation took longer than that.
   */
  durationMsBound(): number;
  /** Whether the bound is known from other tiers only, so that one lane is to try it first. */
  isBoundUntried(): boolean;
  /** To be called when an invocation took longer than the bound: the bound is wrong then. */
  dropBound(): void;
  /** How the measuring ended; `undefined` while more invocations are wanted. */
  outcome(): TierOutcome | undefined;
  /** How the measuring ends after its last step; `undefined` if another one may follow. */
  outcomeOfLastStep(): TierOutcome | undefined;
  /** Whether an invocation was answered in this step, well or not. */
  hasNews(): boolean;
  /** What to hand to the next step. */
  progress(): TierProgress;
}

/** A tier of which nothing is known. */
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

/** Errors that a tier survives, as a share of its planned invocations, and at least one. */
const ERROR_SHARE_MAX = 0.2;

/** Errors of a tier that was planned so many invocations at which it is given up. */
export function errorCountMax(plannedCount: number): number {
  return Math.floor(Math.max(1, ERROR_SHARE_MAX * plannedCount)) + 1;
}

/** Invocations that were made. */
export function attemptCountOf({ samples, errorCount }: TierProgress): number {
  return samples.length + errorCount;
}

/** Whether an invocation was answered since. */
export function hasNews(before: TierProgress, now: TierProgress): boolean {
  return attemptCountOf(now) > attemptCountOf(before);
}

/** The progress after a step that began with another one. */
export function progressAfter(before: TierProgress, now: TierProgress): TierProgress {
  return {
    ...now,
    stepCount: before.stepCount + 1,
    idleStepCount: hasNews(before, now) ? 0 : before.idleStepCount + 1,
  };
}
