import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
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
import {
  attemptCountOf,
  classedSample,
  errorCountMax,
  hasNews,
  type Measuring,
  progressAfter,
  type Turn,
} from './measuring.ts';
import {
  hasSpentShare,
  outcomeOfSpentShare,
  outcomeOfThrottling,
  outcomeOfUsedSteps,
} from './tier-share.ts';

/** Errors that end a tier without any sample. */
const ERROR_COUNT_HOPELESS = 2;

/** Errors in a row that end a tier, even one that has samples. */
const CONSECUTIVE_ERROR_COUNT_MAX = 3;

/** Invocations per planned one, after which a tier that never gets warm is given up. */
const ATTEMPT_FACTOR_MAX = 2;

/** Measures a tier by warm invocations. Each lane opens with a cold one, which does not count. */
export class TierMeasuring implements Measuring {
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

  returnTurn(lane: number): void {
    this.#turns.delete(lane);
  }

  /**
   * Whether an invocation may meet a new environment: the first one of a new lane, and the next one
   * of every lane after an environment died. Any lane may get the replacement, and its
   * initialisation is then part of the duration without being marked.
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
    // An invocation that was under way when an environment died ran in a different one.
    if (outcome.kind === 'sample' && turn?.isCold !== false) this.#forgetDeath(lane);
    if (outcome.kind !== 'sample' && hasEndedEnvironment(outcome)) {
      this.#progress = { ...this.#progress, lanesAfterDeath: [...this.lanes] };
    }
    if (outcome.kind === 'sample') {
      const sample = classedSample(outcome.sample, turn, this.#payloadClassCount);
      const samples = [...this.#progress.samples, sample];
      this.#progress = { ...this.#progress, samples, consecutiveErrorCount: 0 };
    } else {
      this.#recordFailure(outcome);
    }
  }

  durationMsBound(): number {
    return this.#progress.hasOutlastedBound
      ? Number.POSITIVE_INFINITY
      : (durationMsBoundOfOwn(this.#progress.samples) ??
          this.#measurement.durationMsBound ??
          Number.POSITIVE_INFINITY);
  }

  isBoundUntried(): boolean {
    return this.#progress.samples.length === 0 && Number.isFinite(this.durationMsBound());
  }

  dropBound(): void {
    this.#progress = { ...this.#progress, hasOutlastedBound: true };
  }

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
            message: `${exactCountText(this.#attemptCount(), 'invocation')}, and every one was a cold start`,
            category: 'unknown',
          };
    }
    if (hasSpentShare(this.#measurement, this.#progress)) {
      return outcomeOfSpentShare(this.#warmCount(), 'warm sample');
    }
    return outcomeOfThrottling(this.#progress);
  }

  outcomeOfLastStep(): TierOutcome | undefined {
    const samples = { count: this.#warmCount(), noun: 'warm sample' } as const;
    return outcomeOfUsedSteps(this.#measurement, this.#before, samples);
  }

  hasNews(): boolean {
    return hasNews(this.#before, this.#progress);
  }

  progress(): TierProgress {
    return progressAfter(this.#before, this.#progress);
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

  /** Returns how many errors end the tier. */
  #errorCountMax(): number {
    return this.#progress.samples.length === 0
      ? ERROR_COUNT_HOPELESS
      : errorCountMax(this.#plannedCount());
  }

  /**
   * Returns a turn for the payload class with the most missing samples; `undefined` if none has
   * any.
   */
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

  /** Returns how many warm samples a payload class still lacks. */
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

/**
 * Whether the failure ended the environment. An error that the function returns does not; an exit
 * does.
 */
function hasEndedEnvironment({ kind }: FailedInvocation): boolean {
  return kind !== 'rejected' && kind !== 'functionError';
}
