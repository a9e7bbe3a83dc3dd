import { beforeEach, describe, expect, it } from '@jest/globals';
import { measureTier } from '../../../../functions/measure-tier/measure-tier.ts';
import { callAws } from '../../../../shared/aws/aws-call.ts';
import type {
  InvocationAnswer,
  InvocationRequest,
} from '../../../../shared/aws/function-invocation.ts';
import {
  type MeasureTierInput,
  measureTierInputSchema,
} from '../../../../shared/contract/measure-tier.ts';
import { parseContract } from '../../../../shared/contract/parse-contract.ts';
import { definedOnly } from '../../../../shared/core/defined-only.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { ThrottledError } from '../../../../shared/errors.ts';
import { parseTierResult } from '../../../../shared/run/tier-result.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START_MS = 1_000_000;
const HOLD_KEY = 'progress/0123456789ab/hold.json';

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
/** Results of the invocations in order, and the longest duration allowed for each, milliseconds. */
let answers: (() => Promise<InvocationAnswer>)[];
let ordersMs: number[];

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  store = memoryStore();
  answers = [];
  ordersMs = [];
});

const TARGET: MeasureTierInput['target'] = {
  functionArn: 'arn:f',
  functionName: 'f',
  region: 'us-east-1',
  memoryMb: powerValue(512),
  timeoutSeconds: 60,
  architecture: 'x86_64',
  ephemeralStorageMb: 512,
  logFormat: 'Text',
  packageType: 'Zip',
  hasSnapStart: false,
  codeSha256: 'code',
  configurationDigest: 'configuration',
};

function input(changes: Partial<MeasureTierInput> = {}, timeoutSeconds = 60): MeasureTierInput {
  return {
    run: { runId: '0123456789ab', executionArn: 'arn', startedAtMs: START_MS },
    target: { ...TARGET, timeoutSeconds },
    clone: { functionArn: 'clone', qualifier: '$LATEST' },
    payload: { kind: 'inline', value: ['{}'] },
    request: aRequest(),
    measurement: {
      powerValue: powerValue(512),
      warmSampleCount: 2,
      laneCount: 1,
      newLaneCount: 1,
    },
    progress: null,
    direct: null,
    ...changes,
  };
}

async function step(of: MeasureTierInput, stepMs = 56_500) {
  return await clock.runUntil(
    measureTier(
      {
        clock,
        random: () => 0.5,
        store,
        storeWithin: () => store,
        deadlineMs: clock.nowMs() + stepMs,
        invokeFunction: async ({ durationMsMax }: InvocationRequest) => {
          ordersMs.push(durationMsMax);
          return await (answers.shift() ?? answered(50))();
        },
      },
      of,
    ),
  );
}

/** Runs steps until the tier is done. */
async function lastStep(of: MeasureTierInput) {
  let output = await step(of);
  while (output.status === 'continue') {
    output = await step({ ...of, progress: output.progress });
  }
  return output;
}

/** Runs a step during which another tier is throttled again and again. */
async function heldStep(progress: MeasureTierInput['progress']) {
  const holdFor = (durationMs: number) =>
    store.texts.set(
      HOLD_KEY,
      JSON.stringify({ untilMs: clock.nowMs() + durationMs, refusalCount: 9 }),
    );
  holdFor(29_000);
  void clock.sleepMs(28_000).then(() => holdFor(29_000));
  return await step(input({ progress }, 3));
}

function answered(durationMs: number): () => Promise<InvocationAnswer> {
  return async () => {
    await clock.sleepMs(durationMs);
    return {
      requestId: 'id',
      logTail: `REPORT RequestId: id\tDuration: ${durationMs}.00 ms\tBilled Duration: ${durationMs} ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB\t\n`,
    };
  };
}

async function refused(): Promise<never> {
  const cause = Object.assign(new Error('Rate Exceeded.'), {
    Reason: 'ConcurrentInvocationLimitExceeded',
  });
  throw new ThrottledError('Cannot invoke', { cause });
}

/** Ends like an attempt that ran out of time. */
async function givenUp(): Promise<never> {
  const context = { clock, random: () => 0.5, deadlineMs: clock.nowMs() + 10 };
  return await callAws('invoke it', context, () => new Promise<never>(() => undefined), {
    attemptCountMax: 1,
  });
}

function tierIn(output: Awaited<ReturnType<typeof measureTier>>) {
  if (output.status !== 'complete' || output.tier.kind !== 'inline') {
    throw new Error(JSON.stringify(output));
  }
  return output.tier.value as { outcome: { kind: string }; samples: unknown[]; errorCount: number };
}

const boundTo = (durationMsBound: number, laneCount = 1) => ({
  ...input().measurement,
  laneCount,
  newLaneCount: laneCount,
  durationMsBound,
});

describe('measureTier() of a function with a long timeout', () => {
  it('leaves the first invocation to the state machine if nothing is known', async () => {
    expect(await step(input())).toMatchObject({ status: 'invokeDirectly' });
    expect(ordersMs).toEqual([]);
  });

  it('invokes within the step if other sizes show that the function is fast', async () => {
    const tier = tierIn(await step(input({ measurement: boundTo(1_000) })));

    expect(tier).toMatchObject({ outcome: { kind: 'measured' }, errorCount: 0 });
    // 12 s of overhead plus the expected duration, then plus 3 x 50 ms.
    expect(ordersMs).toEqual([13_000, 12_150, 12_150]);
  });

  it('loses one invocation to a wrong bound, and gives the next one the whole timeout', async () => {
    answers = [givenUp, givenUp];

    const output = await step(input({ measurement: boundTo(1_000, 2) }));

    expect(ordersMs).toEqual([13_000]);
    expect(output).toMatchObject({
      status: 'invokeDirectly',
      progress: { value: { errorCount: 1, hasOutlastedBound: true, samples: [] } },
    });
  });

  it('does not return to a bound that was wrong', async () => {
    const progress = {
      samples: [],
      errorCount: 1,
      errorBilledDurationMs: 0,
      consecutiveErrorCount: 1,
      stepCount: 1,
      idleStepCount: 0,
      errorName: 'TransientServiceError',
      errorMessage: 'Cannot invoke',
      hasOutlastedBound: true,
      lanesAfterDeath: [],
    };

    const carried = { kind: 'inline', value: progress } as const;
    await step(input({ measurement: boundTo(1_000), progress: carried }, 30));

    expect(ordersMs).toEqual([42_000, 42_000, 42_000]);
  });
});

describe('measureTier() when the account has no concurrency left', () => {
  it('puts the run on hold, and loses no sample', async () => {
    answers = [answered(50), refused];

    const tier = tierIn(await step(input({}, 3)));

    expect(tier).toMatchObject({ outcome: { kind: 'measured' }, errorCount: 0 });
    expect(tier.samples).toHaveLength(3);
    expect(store.texts.get(HOLD_KEY)).toBe(
      JSON.stringify({ untilMs: START_MS + 50 + 500, refusalCount: 1 }),
    );
    // On hold for half a second, and resumed half a second later.
    expect(clock.nowMs()).toBe(START_MS + 50 + 1_000 + 50 + 50);
  });

  it('does not put the run on hold after other throttling', async () => {
    answers = [() => Promise.reject(new ThrottledError('Rate exceeded'))];

    tierIn(await step(input({}, 3)));

    expect(store.texts.has(HOLD_KEY)).toBe(false);
  });

  it('does not invoke while another tier is throttled', async () => {
    store.texts.set(HOLD_KEY, JSON.stringify({ untilMs: START_MS + 20_000, refusalCount: 6 }));

    expect(await step(input({}, 3))).toMatchObject({ status: 'continue' });

    // Longer than 5 s, so the step ends with its first answer, to make it visible.
    expect(clock.nowMs()).toBe(START_MS + 20_500 + 50);
  });

  it('returns its progress if the hold outlasts the step, and gives up after five steps', async () => {
    let progress: MeasureTierInput['progress'] = null;
    let output = await heldStep(progress);
    let stepCount = 0;
    while (output.status === 'continue' && stepCount < 10) {
      stepCount += 1;
      ({ progress } = output);
      output = await heldStep(progress);
    }

    expect(stepCount).toBe(5);
    expect(ordersMs).toEqual([]);
    expect(tierIn(output)).toMatchObject({ outcome: { errorName: 'ThrottledError' } });
  });

  it('leaves no invocation to the state machine while the run is on hold', async () => {
    store.texts.set(HOLD_KEY, JSON.stringify({ untilMs: START_MS + 20_000, refusalCount: 6 }));

    expect(await step(input(), 23_000)).toMatchObject({ status: 'continue' });
    expect(clock.nowMs()).toBe(START_MS);
    expect(await step(input())).toMatchObject({ status: 'invokeDirectly' });
    expect(clock.nowMs()).toBe(START_MS + 20_500);
  });

  it('repeats a throttled invocation by the state machine, a bounded number of times', async () => {
    const direct = { Error: 'Lambda.TooManyRequestsException', Cause: 'Rate Exceeded.' };
    let output = await step(input());
    let askedCount = 0;
    while (output.status === 'invokeDirectly') {
      askedCount += 1;
      expect(output.progress).toMatchObject({ value: { errorCount: 0 } });
      output = await step(input({ progress: output.progress, direct }));
    }

    expect(askedCount).toBe(5);
    expect(tierIn(output)).toMatchObject({
      errorCount: 0,
      outcome: { errorName: 'ThrottledError' },
    });
    expect(JSON.parse(store.texts.get(HOLD_KEY) ?? '')).toMatchObject({ refusalCount: 4 });
  });
});

describe('measureTier() for observers of a run', () => {
  const slow = (warmSampleCount: number, stepCountMax?: number) => ({
    ...boundTo(3_000),
    warmSampleCount,
    ...definedOnly({ stepCountMax }),
  });

  async function stepsOf(measurement: MeasureTierInput['measurement']) {
    answers = Array.from({ length: 200 }, () => answered(3_000));
    const counts: number[] = [];
    let progress: MeasureTierInput['progress'] = null;
    for (;;) {
      const begunAtMs = clock.nowMs();
      const output = await step(input({ measurement, progress }, 3));
      counts.push((clock.nowMs() - begunAtMs) / 3_000);
      if (output.status !== 'continue') return counts;
      ({ progress } = output);
    }
  }

  it('ends a step at the first answer after five seconds, and continues in the next step', async () => {
    expect(await stepsOf(slow(4))).toEqual([2, 2, 1]);
  });

  it('does so twelve times per size, then uses the whole time of each step', async () => {
    const counts = await stepsOf(slow(50));

    expect(counts.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 2));
    expect(counts[12]).toBeGreaterThan(10);
  });

  it('spends at most a quarter of a size’s steps on this', async () => {
    const counts = await stepsOf(slow(50, 8));

    expect(counts.slice(0, 2)).toEqual([2, 2]);
    expect(counts[2]).toBeGreaterThan(10);
  });

  it('uses the whole step if there is no answer to show', async () => {
    answers = [refused, refused, refused, refused, refused];
    const output = await step(input({}, 3));

    expect(clock.nowMs() - START_MS).toBeGreaterThan(5_000);
    expect(output).toMatchObject({ status: 'continue', progress: { value: { errorCount: 0 } } });
  });
});

describe('measureTier() with a pause', () => {
  const request = (pauseMs: number) => ({ ...aRequest(), pauseMs });

  it('waits between two invocations of a lane, but not after the last', async () => {
    const output = await lastStep(input({ request: request(5_000) }, 3));

    expect(tierIn(output).outcome).toEqual({ kind: 'measured' });
    // A cold invocation and two warm ones, 50 ms each.
    expect(clock.nowMs() - START_MS).toBe(3 * 50 + 2 * 5_000);
  });

  it('continues in the next step if its time is short, and still waits', async () => {
    const first = await step(input({ request: request(20_000) }, 20), 40_000);

    expect(first).toMatchObject({ status: 'continue', progress: { value: { stepCount: 1 } } });
    const begunAtMs = clock.nowMs();
    const progress = first.status === 'continue' ? first.progress : null;
    await step(input({ request: request(20_000), progress }, 20), 40_000);

    expect(clock.nowMs() - begunAtMs).toBeGreaterThanOrEqual(20_000);
  });
});

describe('measureTier() with a share of the run’s steps', () => {
  const measurement = { ...input().measurement, warmSampleCount: 100, stepCountMax: 3 };
  const logResult = Buffer.from(
    'REPORT RequestId: id\tDuration: 60000.00 ms\tBilled Duration: 60000 ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB\t\n',
  ).toString('base64');

  async function stepsUntilDone(direct: MeasureTierInput['direct']) {
    let output = await step(input({ measurement }, 900));
    let stepCount = 1;
    while (output.status !== 'complete' && stepCount < 10) {
      output = await step(input({ measurement, progress: output.progress, direct }, 900));
      stepCount += 1;
    }
    return { stepCount, tier: tierIn(output) };
  }

  it('ends with the samples it has once the steps are used up, and says so', async () => {
    const { stepCount, tier } = await stepsUntilDone({ requestId: 'id', logResult });

    expect(stepCount).toBe(3);
    expect(tier).toMatchObject({ outcome: { kind: 'measured', isCutShort: true } });
    expect(tier.samples).toHaveLength(2);
  });

  it('fails if there is no warm sample by then', async () => {
    const { stepCount, tier } = await stepsUntilDone({
      Error: 'Lambda.TooManyRequestsException',
      Cause: 'Rate Exceeded.',
    });

    expect(stepCount).toBe(3);
    expect(tier).toMatchObject({ outcome: { kind: 'failed', errorName: 'StepsUsedUp' } });
  });
});

describe('a malformed answer of the state machine', () => {
  it.each([[{}], [{ logResult: 7 }], ['text'], [{ requestId: 'id' }]])(
    'is an error of its tier, not of the run: %j',
    async (direct) => {
      const parsed = parseContract(measureTierInputSchema, { ...input(), direct }, 'the input');

      expect(await step(parsed)).toMatchObject({
        status: 'invokeDirectly',
        progress: { value: { errorCount: 1 } },
      });
    },
  );

  it('does not prevent the planning of the next round', () => {
    const result = {
      round: 1,
      powerValue: 512,
      progress: null,
      direct: { unexpected: true },
      failure: { Error: 'ContractError', Cause: 'x' },
    };

    expect(parseTierResult(result)).toMatchObject({ direct: { Error: 'MalformedAnswer' } });
  });
});
