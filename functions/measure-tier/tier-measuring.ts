import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { durationMsBoundOfOwn } from '../../shared/core/measurement/duration-bound.ts';
import {
  type FailedInvocation,
  isUnstartable,
  type MeasuredInvocation,
} from '../../shared/core/measurement/measured-invocation.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import type { TierOutcome } from '../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { hasSpentShare, outcomeOfSpentShare, outcomeOfUsedSteps } from './tier-share.ts';

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

/** Errors in a row that end a tier which never answered well. */
const ERROR_COUNT_HOPELESS = 2;

/** Errors in a row that end a tier, even one that was measured well before. */
const CONSECUTIVE_ERROR_COUNT_MAX = 3;

/** Invocations for each one planned, before a tier that never gets warm is given up. */
const ATTEMPT_FACTOR_MAX = 2;

/** Steps without any answer, before a tier that is only throttled is given up. */
const IDLE_STEP_COUNT_MAX = 5;

/** One invocation that a lane may make. */
export interface Turn {
  /** It will meet a new execution environment, and so bring no warm sample. */
  readonly isCold: boolean;
  /** Which payload to send, from 0. */
  readonly payloadClass: number;
}

/**
 * The measuring of one tier in one round, shared by its lanes: who may invoke next, what came
 * back, and whether the tier is done.
 */
export class TierMeasuring {
  readonly lanes: readonly number[];
  readonly #measurement: Measurement;
  readonly #before: TierProgress;
  #progress: TierProgress;
  #settled: TierOutcome | undefined;
  readonly #payloadClassCount: number;
  /** Lanes with an invocation under way. */
  readonly #turns = new Map<number, Turn>();

  constructor(measurement: Measurement, progress: TierProgress, payloadClassCount = 1) {
    this.#payloadClassCount = payloadClassCount;
    this.lanes = Array.from({ length: measurement.laneCount }, (_, lane) => lane);
    this.#measurement = measurement;
    this.#before = progress;
    this.#progress = progress;
  }

  /**
   * The turn of a lane that should invoke now. The lane then must record the outcome, or return
   * its turn. `undefined` if nothing is left for it to do.
   */
  takeTurn(lane: number): Turn | undefined {
    if (this.outcome() !== undefined) {
      return undefined;
    }
    const { attemptCountMax = Number.POSITIVE_INFINITY } = this.#measurement;
    if (this.#attemptCount() + this.#turns.size >= attemptCountMax) {
      return undefined;
    }
    const turn = this.#mayMeetNewEnvironment(lane)
      ? { isCold: true, payloadClass: lane % this.#payloadClassCount }
      : this.#warmTurn();
    if (turn !== undefined) {
      this.#turns.set(lane, turn);
    }
    return turn;
  }

  /** Gives back a turn that was not used: nothing was invoked. */
  returnTurn(lane: number): void {
    this.#turns.delete(lane);
  }

  /**
   * The first invocation of a new lane, and the next one of every lane once an environment died:
   * whichever lane meets its successor, the initialisation is inside the duration, unmarked.
   */
  #mayMeetNewEnvironment(lane: number): boolean {
    const { laneCount, newLaneCount } = this.#measurement;
    const { samples, lanesAfterDeath } = this.#progress;
    const isNew = lane >= laneCount - newLaneCount;
    return (
      (isNew && !samples.some((sample) => sample.lane === lane)) || lanesAfterDeath.includes(lane)
    );
  }

  record(outcome: MeasuredInvocation, lane: number): void {
    const turn = this.#turns.get(lane);
    this.#turns.delete(lane);
    this.#progress = { ...this.#progress, idleStepCount: 0 };
    // An invocation that was under way when an environment died had an environment of its own.
    if (outcome.kind === 'sample' && turn?.isCold !== false) this.#forgetDeath(lane);
    if (outcome.kind !== 'sample' && hasEndedEnvironment(outcome)) {
      this.#progress = { ...this.#progress, lanesAfterDeath: [...this.lanes] };
    }
    if (outcome.kind === 'sample') {
      const isClassed = this.#payloadClassCount > 1 && turn !== undefined;
      const sample = isClassed
        ? { ...outcome.sample, payloadClass: turn.payloadClass }
        : outcome.sample;
      const samples = [...this.#progress.samples, sample];
      this.#progress = { ...this.#progress, samples, consecutiveErrorCount: 0 };
    } else {
      this.#recordFailure(outcome);
    }
  }

  /**
   * Longest that the next run is expected to take, start included, milliseconds; without end where
   * nothing is known, or an invocation took longer than that.
   */
  durationMsBound(): number {
    return this.#progress.hasOutlastedBound
      ? Number.POSITIVE_INFINITY
      : (durationMsBoundOfOwn(this.#progress.samples) ??
          this.#measurement.durationMsBound ??
          Number.POSITIVE_INFINITY);
  }

  /** Whether the bound is known from other tiers only. */
  isBoundUntried(): boolean {
    return this.#progress.samples.length === 0 && Number.isFinite(this.durationMsBound());
  }

  /** To be called when an invocation took longer than the bound: the bound is wrong then. */
  dropBound(): void {
    this.#progress = { ...this.#progress, hasOutlastedBound: true };
  }

  /** How the measuring ended; `undefined` while more invocations are wanted. */
  outcome(): TierOutcome | undefined {
    if (this.#settled !== undefined) {
      return this.#settled;
    }
    if (this.#classes().every((payloadClass) => this.#missingCount(payloadClass) <= 0)) {
      return { kind: 'measured' };
    }
    if (this.#attemptCount() >= ATTEMPT_FACTOR_MAX * this.#plannedCount()) {
      return this.#warmCount() > 0
        ? { kind: 'measured' }
        : {
            kind: 'failed',
            errorName: 'NoWarmSample',
            message: `${this.#attemptCount()} invocations, and every one met a new execution environment`,
            category: 'unknown',
          };
    }
    if (hasSpentShare(this.#measurement, this.#progress)) {
      return outcomeOfSpentShare(this.#progress);
    }
    if (this.#progress.idleStepCount >= IDLE_STEP_COUNT_MAX) {
      return {
        kind: 'failed',
        errorName: 'ThrottledError',
        message: `Lambda kept throttling its invocations for ${IDLE_STEP_COUNT_MAX} steps`,
        category: 'throttled',
      };
    }
    return undefined;
  }

  /** How the measuring ends after its last step; `undefined` if another one may follow. */
  outcomeOfLastStep(): TierOutcome | undefined {
    const { stepCountMax = Number.POSITIVE_INFINITY } = this.#measurement;
    return this.#before.stepCount + 1 < stepCountMax
      ? undefined
      : outcomeOfUsedSteps(this.#progress, stepCountMax);
  }

  /** Whether an invocation was answered in this step, well or not. */
  hasNews(): boolean {
    return this.#attemptCount() > attemptCountOf(this.#before);
  }

  /** What to hand to the next step. */
  progress(): TierProgress {
    return {
      ...this.#progress,
      stepCount: this.#before.stepCount + 1,
      idleStepCount: this.hasNews() ? 0 : this.#before.idleStepCount + 1,
    };
  }

  #recordFailure(failure: FailedInvocation): void {
    const errorCount = this.#progress.errorCount + 1;
    const consecutiveErrorCount = this.#progress.consecutiveErrorCount + 1;
    const isBroken =
      consecutiveErrorCount >= CONSECUTIVE_ERROR_COUNT_MAX ||
      (this.#progress.samples.length === 0 && isUnstartable(failure));
    this.#progress = {
      ...this.#progress,
      errorCount,
      consecutiveErrorCount,
      errorBilledDurationMs: this.#progress.errorBilledDurationMs + failure.billedDurationMs,
    };
    const { kind, errorName, message, category } = failure;
    if (kind === 'outOfMemory' || (kind === 'timeout' && this.#warmCount() === 0)) {
      this.#settled = { kind: 'infeasible', reason: kind, message };
    } else if (kind === 'rejected' || isBroken || errorCount >= this.#errorCountMax()) {
      this.#settled ??= { kind: 'failed', errorName, message, ...definedOnly({ category }) };
    }
  }

  #forgetDeath(lane: number): void {
    const lanesAfterDeath = this.#progress.lanesAfterDeath.filter((each) => each !== lane);
    this.#progress = { ...this.#progress, lanesAfterDeath };
  }

  /** Errors at which the tier is given up. */
  #errorCountMax(): number {
    return this.#progress.samples.length === 0
      ? ERROR_COUNT_HOPELESS
      : Math.floor(Math.max(1, ERROR_SHARE_MAX * this.#plannedCount())) + 1;
  }

  /** The class of payloads that is furthest behind; `undefined` if every one is seen to. */
  #warmTurn(): Turn | undefined {
    const behind = this.#classes().map((payloadClass) => {
      const underWay = [...this.#turns.values()].filter(
        (turn) => !turn.isCold && turn.payloadClass === payloadClass,
      );
      return { payloadClass, count: this.#missingCount(payloadClass) - underWay.length };
    });
    const [furthest] = behind.toSorted((a, b) => b.count - a.count);
    return furthest !== undefined && furthest.count > 0
      ? { isCold: false, payloadClass: furthest.payloadClass }
      : undefined;
  }

  #classes(): readonly number[] {
    return Array.from({ length: this.#payloadClassCount }, (_, payloadClass) => payloadClass);
  }

  /** Warm samples that a class still lacks. */
  #missingCount(wanted: number): number {
    const warm = warmSamples(this.#progress.samples).filter(
      ({ payloadClass = 0 }) => payloadClass === wanted,
    );
    return this.#measurement.warmSampleCount - warm.length;
  }

  #plannedCount(): number {
    const { warmSampleCount, laneCount } = this.#measurement;
    return warmSampleCount * this.#payloadClassCount + laneCount;
  }

  #warmCount(): number {
    return warmSamples(this.#progress.samples).length;
  }

  #attemptCount(): number {
    return attemptCountOf(this.#progress);
  }
}

/** An error that the function answers with leaves its environment alive; an exit does not. */
function hasEndedEnvironment({ kind }: FailedInvocation): boolean {
  return kind !== 'rejected' && kind !== 'functionError';
}

function attemptCountOf({ samples, errorCount }: TierProgress): number {
  return samples.length + errorCount;
}
