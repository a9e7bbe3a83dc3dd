import type { TierProgress } from '../../shared/contract/measure-tier.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import type {
  FailedInvocation,
  MeasuredInvocation,
} from '../../shared/core/measurement/measured-invocation.ts';
import { coldSamples } from '../../shared/core/measurement/sample.ts';
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
import { outcomeOfSpentShare, outcomeOfThrottling, outcomeOfUsedSteps } from './tier-share.ts';

/**
 * Measures a tier by cold starts: every lane invokes once, all at the same moment, so that each
 * invocation gets a new environment. Once one is answered, its environment is idle and would serve
 * the next invocation, so no further lane begins. Any missing samples are left to another clone.
 *
 * A sample's own report decides whether it is cold: Lambda may have started an environment before
 * it was needed, and then does not report how long the start took.
 */
export class ColdBurst implements Measuring {
  readonly lanes: readonly number[];
  readonly #measurement: Measurement;
  readonly #before: TierProgress;
  readonly #payloadClassCount: number;
  #progress: TierProgress;
  #failures: readonly FailedInvocation[] = [];
  /** Lanes with an invocation under way. */
  readonly #turns = new Map<number, Turn>();

  constructor(measurement: Measurement, progress: TierProgress, payloadClassCount: number) {
    this.lanes = Array.from({ length: measurement.laneCount }, (_, lane) => lane);
    this.#measurement = measurement;
    this.#before = progress;
    this.#progress = progress;
    this.#payloadClassCount = payloadClassCount;
  }

  takeTurn(lane: number): Turn | undefined {
    if (this.#hasAnswer() || this.outcome() !== undefined || this.#turns.size >= this.#sizeMax()) {
      return undefined;
    }
    const { firstClass = 0 } = this.#measurement.coldBurst ?? {};
    const turn = { isCold: false, payloadClass: (firstClass + lane) % this.#payloadClassCount };
    this.#turns.set(lane, turn);
    return turn;
  }

  returnTurn(lane: number): void {
    this.#turns.delete(lane);
  }

  record(outcome: MeasuredInvocation, lane: number): void {
    const turn = this.#turns.get(lane);
    this.#turns.delete(lane);
    const before = { ...this.#progress, idleStepCount: 0 };
    if (outcome.kind === 'sample') {
      const sample = classedSample(outcome.sample, turn, this.#payloadClassCount);
      this.#progress = { ...before, samples: [...before.samples, sample] };
      return;
    }
    this.#failures = [...this.#failures, outcome];
    this.#progress = {
      ...before,
      errorCount: before.errorCount + 1,
      errorBilledDurationMs: before.errorBilledDurationMs + outcome.billedDurationMs,
    };
  }

  durationMsBound(): number {
    return this.#progress.hasOutlastedBound
      ? Number.POSITIVE_INFINITY
      : (this.#measurement.durationMsBound ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Always `false`: a lane that tried the bound first would leave a warm environment to the others.
   */
  isBoundUntried(): boolean {
    return false;
  }

  dropBound(): void {
    this.#progress = { ...this.#progress, hasOutlastedBound: true };
  }

  outcome(): TierOutcome | undefined {
    if (this.#turns.size > 0) return undefined;
    if (this.#hasAnswer()) return this.#outcomeOfBurst();
    return this.#sizeMax() < 1
      ? outcomeOfSpentShare(0, 'cold start')
      : outcomeOfThrottling(this.#progress);
  }

  outcomeOfLastStep(): TierOutcome | undefined {
    const samples = { count: this.#coldCount(), noun: 'cold start' } as const;
    return outcomeOfUsedSteps(this.#measurement, this.#before, samples);
  }

  hasNews(): boolean {
    return hasNews(this.#before, this.#progress);
  }

  progress(): TierProgress {
    return progressAfter(this.#before, this.#progress);
  }

  /** Returns how the burst ended, once no invocation is under way and at least one was answered. */
  #outcomeOfBurst(): TierOutcome {
    const killed = this.#failures.find(({ kind }) => kind === 'outOfMemory');
    const late = this.#failures.find(({ kind }) => kind === 'timeout');
    const tooShort = killed ?? (this.#coldCount() === 0 ? late : undefined);
    if (tooShort !== undefined) {
      const reason = killed === undefined ? 'timeout' : 'outOfMemory';
      return { kind: 'infeasible', reason, message: tooShort.message };
    }
    const [failure] = this.#failures;
    const isHopeless =
      this.#coldCount() === 0 || this.#failures.length >= errorCountMax(this.lanes.length);
    if (failure !== undefined && isHopeless) {
      const { errorName, message, category } = failure;
      return { kind: 'failed', errorName, message, ...definedOnly({ category }) };
    }
    if (this.#coldCount() > 0) {
      const isCutShort = this.#sizeMax() < this.lanes.length;
      return { kind: 'measured', ...(isCutShort && { isCutShort }) };
    }
    return {
      kind: 'failed',
      errorName: 'NoColdStart',
      message: `${exactCountText(attemptCountOf(this.#progress), 'invocation')} of a new clone, and no log reports the start of an environment`,
      category: 'unknown',
    };
  }

  /** Returns the invocations of the burst: one for each lane, limited by what the run may spend. */
  #sizeMax(): number {
    const { attemptCountMax = Number.POSITIVE_INFINITY } = this.#measurement;
    return Math.min(this.lanes.length, attemptCountMax);
  }

  #hasAnswer(): boolean {
    return attemptCountOf(this.#progress) > 0;
  }

  #coldCount(): number {
    return coldSamples(this.#progress.samples).length;
  }
}
