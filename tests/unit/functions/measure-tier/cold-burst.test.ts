import { describe, expect, it } from '@jest/globals';
import { ColdBurst } from '../../../../functions/measure-tier/cold-burst.ts';
import { NOTHING_MEASURED } from '../../../../functions/measure-tier/measuring.ts';
import type {
  FailedInvocation,
  MeasuredInvocation,
} from '../../../../shared/core/measurement/measured-invocation.ts';
import type { Measurement } from '../../../../shared/core/planner/measurement.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';

function burst(
  { laneCount = 3, ...changes }: Partial<Measurement> = {},
  { payloadClassCount = 1, progress = NOTHING_MEASURED } = {},
) {
  return new ColdBurst(
    {
      powerValue: powerValue(512),
      coldBurst: { round: 1, firstClass: 0 },
      warmSampleCount: 0,
      laneCount,
      newLaneCount: laneCount,
      ...changes,
    },
    progress,
    payloadClassCount,
  );
}

function sample(isCold = true): MeasuredInvocation {
  return {
    kind: 'sample',
    sample: { durationMs: 10, billedDurationMs: 10, maxMemoryUsedMb: 50, isCold, lane: 0 },
  };
}

function failure(kind: FailedInvocation['kind'] = 'functionError'): FailedInvocation {
  return { kind, errorName: 'TypeError', message: 'broken', billedDurationMs: 7 };
}

/** Starts all lanes, and then records these answers. */
function answered(answers: readonly MeasuredInvocation[], changes: Partial<Measurement> = {}) {
  const measuring = burst({ laneCount: answers.length, ...changes });
  for (const lane of measuring.lanes) measuring.takeTurn(lane);
  answers.forEach((answer, lane) => {
    measuring.record(answer, lane);
  });
  return measuring;
}

describe('ColdBurst', () => {
  it('starts all lanes at once, but none after an environment became idle', () => {
    const measuring = burst();

    expect([measuring.takeTurn(0), measuring.takeTurn(1)]).not.toContain(undefined);
    measuring.record(sample(), 0);

    expect(measuring.takeTurn(2)).toBeUndefined();
    expect(measuring.takeTurn(0)).toBeUndefined();
    expect(measuring.outcome()).toBeUndefined();
    measuring.record(sample(), 1);
    expect(measuring.outcome()).toEqual({ kind: 'measured' });
  });

  it('leaves it to the report whether an invocation was cold', () => {
    expect(burst().takeTurn(0)).toEqual({ isCold: false, payloadClass: 0 });
  });

  it('fails if every answer was warm', () => {
    expect(answered([sample(false), sample(false)]).outcome()).toMatchObject({
      kind: 'failed',
      errorName: 'NoColdStart',
    });
    expect(answered([sample(false), sample(true)]).outcome()).toEqual({ kind: 'measured' });
  });

  it('tolerates one failure, and gives the size up after two', () => {
    expect(answered([sample(), sample(), failure()]).outcome()).toEqual({ kind: 'measured' });
    expect(answered([sample(), failure(), failure()]).outcome()).toMatchObject({
      kind: 'failed',
      errorName: 'TypeError',
    });
    expect(answered([failure()]).outcome()).toMatchObject({ kind: 'failed' });
  });

  it('is infeasible if any invocation ran out of memory, or none ended in time', () => {
    expect(answered([sample(), failure('outOfMemory')]).outcome()).toMatchObject({
      kind: 'infeasible',
      reason: 'outOfMemory',
    });
    expect(answered([failure('timeout'), failure('timeout')]).outcome()).toMatchObject({
      kind: 'infeasible',
      reason: 'timeout',
    });
    expect(answered([sample(), failure('timeout')]).outcome()).toEqual({ kind: 'measured' });
  });

  it('does not try the bound with one lane first, and drops a bound that was too short', () => {
    const measuring = burst({ durationMsBound: 900 });

    expect(measuring.isBoundUntried()).toBe(false);
    expect(measuring.durationMsBound()).toBe(900);
    measuring.dropBound();
    expect(measuring.durationMsBound()).toBe(Number.POSITIVE_INFINITY);
  });

  it('sends the payloads in turn, starting with the class that lacks most samples', () => {
    const measuring = burst({ coldBurst: { round: 2, firstClass: 1 } }, { payloadClassCount: 2 });

    const classes = measuring.lanes.map((lane) => measuring.takeTurn(lane)?.payloadClass);
    measuring.record(sample(), 1);

    expect(classes).toEqual([1, 0, 1]);
    expect(measuring.progress().samples).toMatchObject([{ payloadClass: 0 }]);
  });

  it('makes no more invocations than the run may spend, and says that it was cut short', () => {
    const measuring = burst({ attemptCountMax: 1 });

    expect(measuring.lanes.map((lane) => measuring.takeTurn(lane) !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
    measuring.record(sample(), 0);
    expect(measuring.outcome()).toEqual({ kind: 'measured', isCutShort: true });
    expect(burst({ attemptCountMax: 0 }).outcome()).toMatchObject({ errorName: 'LimitReached' });
  });

  it('continues after a step of only throttling, but not forever', () => {
    const first = burst();
    first.takeTurn(0);
    first.returnTurn(0);

    expect(first.outcome()).toBeUndefined();
    expect(first.progress()).toMatchObject({ stepCount: 1, idleStepCount: 1 });
    const last = burst({}, { progress: { ...NOTHING_MEASURED, idleStepCount: 5 } });
    expect(last.outcome()).toMatchObject({ errorName: 'ThrottledError' });
    const short = burst({ stepCountMax: 1 });
    expect(short.outcomeOfLastStep()).toMatchObject({
      errorName: 'StepsUsedUp',
      message: expect.stringContaining('No cold start within 1 step,'),
    });
  });
});
