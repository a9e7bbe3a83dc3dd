import { describe, expect, it } from '@jest/globals';
import { NOTHING_MEASURED } from '../../../../functions/measure-tier/measuring.ts';
import { TierMeasuring } from '../../../../functions/measure-tier/tier-measuring.ts';
import type {
  FailedInvocation,
  MeasuredInvocation,
} from '../../../../shared/core/measurement/measured-invocation.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';

function measuring({ warmSampleCount = 3, laneCount = 1 } = {}, progress = NOTHING_MEASURED) {
  return new TierMeasuring(
    { powerValue: powerValue(512), warmSampleCount, laneCount, newLaneCount: laneCount },
    progress,
  );
}

const COLD = { isCold: true, payloadClass: 0 };
const WARM = { isCold: false, payloadClass: 0 };

function sample(isCold: boolean, lane = 0): MeasuredInvocation {
  return {
    kind: 'sample',
    sample: { durationMs: 10, billedDurationMs: 10, maxMemoryUsedMb: 50, isCold, lane },
  };
}

function failure(kind: FailedInvocation['kind']): FailedInvocation {
  return { kind, errorName: 'TypeError', message: 'broken', billedDurationMs: 7 };
}

describe('TierMeasuring', () => {
  it('opens each lane with a cold invocation, and counts only warm ones', () => {
    const tier = measuring({ warmSampleCount: 2, laneCount: 2 });

    expect([tier.takeTurn(0), tier.takeTurn(1)]).toEqual([COLD, COLD]);
    tier.record(sample(true, 0), 0);
    tier.record(sample(true, 1), 1);
    expect(tier.outcome()).toBeUndefined();
    expect([tier.takeTurn(0), tier.takeTurn(1)]).toEqual([WARM, WARM]);
    tier.record(sample(false, 0), 0);
    // One sample is missing, and lane 1 is about to deliver it.
    expect(tier.takeTurn(0)).toBeUndefined();
    tier.record(sample(false, 1), 1);

    expect(tier.outcome()).toEqual({ kind: 'measured' });
    expect(tier.progress().samples).toHaveLength(4);
  });

  it('continues where an earlier step stopped', () => {
    const first = measuring();
    first.record(sample(true), 0);
    first.record(sample(false), 0);

    const second = measuring({}, first.progress());

    expect(second.takeTurn(0)).toEqual(WARM);
    second.record(sample(false), 0);
    second.record(sample(false), 0);
    expect(second.outcome()).toEqual({ kind: 'measured' });
  });

  it.each([
    ['unreported', 'NoReport'],
    ['timeout', 'Sandbox.Timedout'],
    ['exited', 'Runtime.ExitError'],
    ['exited', 'Lambda.Unknown'],
  ] as const)(
    'treats the next invocation of every lane as cold after %s (%s)',
    (kind, errorName) => {
      const tier = measuring({ warmSampleCount: 6, laneCount: 2 });
      for (const lane of [0, 1]) {
        tier.takeTurn(lane);
        tier.record(sample(true, lane), lane);
      }
      tier.takeTurn(0);
      tier.record(sample(false, 0), 0);
      // Lane 1 is invoking while the environment of lane 0 dies.
      tier.takeTurn(1);
      tier.takeTurn(0);
      tier.record({ ...failure(kind), errorName }, 0);
      tier.record(sample(false, 1), 1);

      // Either lane may get the other's environment, and the replacement later.
      expect([tier.takeTurn(0), tier.takeTurn(1)]).toEqual([COLD, COLD]);
      tier.record(sample(true, 0), 0);
      const next = measuring({ warmSampleCount: 6, laneCount: 2 }, tier.progress());
      expect([next.takeTurn(0), next.takeTurn(1)]).toEqual([WARM, COLD]);
    },
  );

  it('keeps a lane warm after an error that the function returned', () => {
    const tier = measuring();
    tier.takeTurn(0);
    tier.record(sample(true), 0);
    tier.takeTurn(0);
    tier.record(failure('functionError'), 0);

    expect(tier.takeTurn(0)).toEqual(WARM);
  });

  it('ends at once if memory is too small, or on a timeout before any warm sample', () => {
    for (const kind of ['outOfMemory', 'timeout'] as const) {
      const tier = measuring();
      tier.record(failure(kind), 0);

      expect(tier.outcome()).toEqual({ kind: 'infeasible', reason: kind, message: 'broken' });
      expect(tier.takeTurn(0)).toBeUndefined();
    }
  });

  it('keeps the category of a failure', () => {
    const outcomeOf = (outcome: FailedInvocation) => {
      const tier = measuring();
      tier.record(outcome, 0);
      tier.record(outcome, 0);
      return tier.outcome();
    };

    expect(outcomeOf({ ...failure('unreported'), category: 'transient' })).toMatchObject({
      kind: 'failed',
      category: 'transient',
    });
    expect(outcomeOf(failure('functionError'))).not.toHaveProperty('category');
  });

  it.each([
    'Runtime.HandlerNotFound',
    'Runtime.MalformedHandlerName',
    'Runtime.ImportModuleError',
    'Runtime.UserCodeSyntaxError',
    'Runtime.CallbackHandlerDeprecated',
    'Runtime.InvalidEntrypoint',
    'Runtime.InvalidWorkingDir',
  ])('gives up a package that cannot be started after its first %s', (errorName) => {
    const tier = measuring();
    tier.record({ ...failure('exited'), errorName }, 0);

    expect(tier.outcome()).toMatchObject({ kind: 'failed', errorName });
  });

  it('treats such an error as an accident if the function has worked before', () => {
    const tier = measuring({ warmSampleCount: 9 });
    tier.record(sample(true), 0);
    tier.record({ ...failure('exited'), errorName: 'Runtime.ImportModuleError' }, 0);

    expect(tier.outcome()).toBeUndefined();
  });

  it('gives up a function that never succeeds after two errors', () => {
    const tier = measuring();
    tier.record(failure('functionError'), 0);
    expect(tier.outcome()).toBeUndefined();
    tier.record(failure('functionError'), 0);

    expect(tier.outcome()).toEqual({ kind: 'failed', errorName: 'TypeError', message: 'broken' });
    expect(tier.progress()).toMatchObject({ errorCount: 2, errorBilledDurationMs: 14 });
  });

  it('tolerates errors up to a fifth of the planned invocations', () => {
    // 9 warm and 1 cold are planned: two errors are a fifth, the third is too many.
    const tier = measuring({ warmSampleCount: 9 });
    tier.record(sample(true), 0);
    tier.record(sample(false), 0);
    tier.record(failure('functionError'), 0);
    tier.record(failure('timeout'), 0);
    expect(tier.outcome()).toBeUndefined();
    tier.record(failure('unreported'), 0);

    expect(tier.outcome()).toMatchObject({ kind: 'failed' });
  });

  it('does not retry what Lambda rejects', () => {
    const tier = measuring();
    tier.record(failure('rejected'), 0);

    expect(tier.outcome()).toMatchObject({ kind: 'failed' });
  });

  it('gives up a tier whose environments never get warm', () => {
    const tier = measuring({ warmSampleCount: 2 });
    let attemptCount = 0;
    while (tier.takeTurn(0)) {
      attemptCount++;
      tier.record(sample(true), 0);
    }

    // 2 warm and 1 cold are planned, and twice as many are made.
    expect(attemptCount).toBe(6);
    expect(tier.outcome()).toMatchObject({ kind: 'failed', errorName: 'NoWarmSample' });
  });

  it('gives up a tier that gets no answer but throttling', () => {
    let progress = NOTHING_MEASURED;
    for (let step = 0; step < 5; step++) {
      const tier = measuring({}, progress);
      expect(tier.outcome()).toBeUndefined();
      expect(tier.takeTurn(0)).toEqual(COLD);
      tier.returnTurn(0);
      progress = tier.progress();
    }
    expect(measuring({}, progress).outcome()).toMatchObject({ errorName: 'ThrottledError' });

    const answered = measuring({}, { ...progress, idleStepCount: 4 });
    answered.record(sample(true), 0);
    expect(answered.progress().idleStepCount).toBe(0);

    // The state machine's last attempt got the answer.
    const late = measuring({}, { ...progress, idleStepCount: 5 });
    late.record(sample(true), 0);
    expect(late.outcome()).toBeUndefined();
  });

  it('reuses warm environments of an earlier round without another cold start', () => {
    const tier = new TierMeasuring(
      { powerValue: powerValue(512), warmSampleCount: 2, laneCount: 2, newLaneCount: 1 },
      NOTHING_MEASURED,
    );

    expect(tier.takeTurn(0)).toEqual(WARM);
    expect(tier.takeTurn(1)).toEqual(COLD);
  });

  it('gives every class of payloads its samples, in turn', () => {
    const tier = new TierMeasuring(
      { powerValue: powerValue(512), warmSampleCount: 2, laneCount: 1, newLaneCount: 1 },
      NOTHING_MEASURED,
      3,
    );
    const sent: number[] = [];
    for (let turn = tier.takeTurn(0); turn; turn = tier.takeTurn(0)) {
      sent.push(turn.payloadClass);
      tier.record(sample(turn.isCold), 0);
    }

    // One cold invocation, then two of each of the three classes.
    expect(sent).toEqual([0, 0, 1, 2, 0, 1, 2]);
    expect(tier.outcome()).toEqual({ kind: 'measured' });
    expect(tier.progress().samples.map(({ payloadClass }) => payloadClass)).toEqual(sent);
  });

  it.each([
    ['invocations', { attemptCountMax: 3 }],
    // 10 ms each.
    ['billed duration', { billedMsMax: 25 }],
  ])('ends with the samples it has once its share of %s is spent', (_of, limits) => {
    const measurement = { powerValue: powerValue(512), warmSampleCount: 9, laneCount: 1 };
    const tier = new TierMeasuring(
      { ...measurement, newLaneCount: 1, ...limits },
      NOTHING_MEASURED,
    );
    while (tier.takeTurn(0) !== undefined) {
      tier.record(sample(tier.progress().samples.length === 0), 0);
    }

    expect(tier.outcome()).toEqual({ kind: 'measured', isCutShort: true });
    expect(tier.progress().samples).toHaveLength(3);
  });

  it('fails if its share is spent before there is a warm sample', () => {
    const measurement = { powerValue: powerValue(512), warmSampleCount: 9, laneCount: 2 };
    const tier = new TierMeasuring(
      { ...measurement, newLaneCount: 2, attemptCountMax: 2 },
      NOTHING_MEASURED,
    );
    expect([tier.takeTurn(0), tier.takeTurn(1)]).toEqual([COLD, { ...COLD }]);
    tier.record(sample(true, 0), 0);
    // The other lane is about to use up the rest.
    expect(tier.takeTurn(0)).toBeUndefined();
    tier.record(sample(true, 1), 1);

    expect(tier.outcome()).toMatchObject({ kind: 'failed', errorName: 'LimitReached' });
  });
});
