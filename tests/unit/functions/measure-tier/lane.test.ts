import { describe, expect, it } from '@jest/globals';
import { measureTier } from '../../../../functions/measure-tier/measure-tier.ts';
import { NOTHING_MEASURED } from '../../../../functions/measure-tier/measuring.ts';
import type { MeasureTierInput } from '../../../../shared/contract/measure-tier.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import {
  CallRejectedError,
  PermissionDeniedError,
  TransientServiceError,
} from '../../../../shared/errors.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aRequest, aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

type Invoke = Parameters<typeof measureTier>[0]['invokeFunction'];

/** Returns the outcome of a tier whose invocations all end in the same way. */
async function outcomeOf(...order: Parameters<typeof tierOf>): Promise<Tier['outcome']> {
  return (await tierOf(...order)).outcome;
}

async function tierOf(
  invokeFunction: Invoke,
  changes: Partial<MeasureTierInput> = {},
): Promise<Tier> {
  const clock = new VirtualClock(0);
  const store = memoryStore();
  const measurement = {
    powerValue: powerValue(512),
    warmSampleCount: 2,
    laneCount: 1,
    newLaneCount: 1,
  };
  const output = await clock.runUntil(
    measureTier(
      {
        clock,
        random: () => 0.5,
        store,
        storeWithin: () => store,
        deadlineMs: 50_000,
        invokeFunction,
      },
      {
        run: RUN,
        target: aTarget({ timeoutSeconds: 3 }),
        clone: { functionArn: 'clone', qualifier: '$LATEST' },
        payload: { kind: 'inline', value: ['{}'] },
        request: aRequest(),
        measurement,
        progress: null,
        direct: null,
        ...changes,
      },
    ),
  );
  if (output.status !== 'complete' || output.tier.kind !== 'inline') {
    throw new Error(JSON.stringify(output));
  }
  return output.tier.value as Tier;
}

const failing =
  (error: Error): Invoke =>
  async () => {
    throw error;
  };
const answering =
  (errorType: string): Invoke =>
  async () => ({
    requestId: 'id',
    logTail: '',
    functionError: { errorType, errorMessage: 'why', stack: [] },
  });

describe('the outcome of a tier that failed', () => {
  it.each([
    ['PermissionDeniedError', 'permanent', new PermissionDeniedError('Cannot invoke')],
    ['CallRejectedError', 'permanent', new CallRejectedError('Cannot invoke', 'KMSDisabled')],
    ['TransientServiceError', 'transient', new TransientServiceError('Cannot invoke')],
  ])('is attributed to the tuner after %s (%s)', async (errorName, category, error) => {
    expect(await outcomeOf(failing(error))).toMatchObject({ kind: 'failed', errorName, category });
  });

  it('is attributed to the tuner if no report comes back', async () => {
    const silent: Invoke = async () => ({ requestId: 'id', logTail: '' });

    expect(await outcomeOf(silent)).toMatchObject({ errorName: 'NoReport', category: 'unknown' });
  });

  it.each([
    ['States.DataLimitExceeded', 'permanent'],
    ['Lambda.ServiceException', 'transient'],
    ['MalformedAnswer', 'unknown'],
  ])('is attributed to the state machine after %s (%s)', async (errorName, category) => {
    const silent: Invoke = async () => ({ requestId: 'id', logTail: '' });
    const progress = { ...NOTHING_MEASURED, errorCount: 1, consecutiveErrorCount: 1 };

    expect(
      await outcomeOf(silent, {
        progress: { kind: 'inline', value: progress },
        direct: { Error: errorName, Cause: 'why' },
      }),
    ).toMatchObject({ errorName, category });
  });

  it.each(['TypeError', 'PermissionDeniedError', 'RevisionConflictError', 'Runtime.ExitError'])(
    'is attributed to the function if it answers with %s',
    async (errorName) => {
      expect(await outcomeOf(answering(errorName))).toEqual({
        kind: 'failed',
        errorName,
        message: 'why',
      });
    },
  );
});

const REPORT =
  'REPORT RequestId: id\tDuration: 50.00 ms\tBilled Duration: 50 ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB\t\n';
const HOME = 'arn:aws:lambda:us-east-1:123456789012:function';

describe('a tier with processors', () => {
  const processors = { preProcessor: `${HOME}:prepare`, postProcessor: `${HOME}:tidy:live` };
  const request = { ...aRequest(), ...processors };

  /** Functions that answer with their name, and record what they were called with. */
  function recording(prepared?: string) {
    const calls: string[] = [];
    const invoke: Invoke = async ({ functionArn, qualifier, payloadText }) => {
      const name = `${functionArn.replace(`${HOME}:`, '')}:${qualifier}`;
      calls.push(`${name} ${payloadText}`);
      const answerText = name === 'prepare:$LATEST' ? (prepared ?? '{"id":7}') : `"${name}"`;
      return { requestId: 'id', logTail: REPORT, answerText };
    };
    return { calls, invoke };
  }

  it('calls them before and after each invocation, with its event and its answer', async () => {
    const { calls, invoke } = recording();

    expect(await outcomeOf(invoke, { request })).toEqual({ kind: 'measured' });
    expect(calls.slice(0, 3)).toEqual([
      'prepare:$LATEST {}',
      'clone:$LATEST {"id":7}',
      'tidy:live "clone:$LATEST"',
    ]);
    expect(calls).toHaveLength(9);
  });

  it.each(['', 'null'])(
    'sends the request’s own event if the pre-processor answers %j',
    async (text) => {
      const { calls, invoke } = recording(text);

      await outcomeOf(invoke, { request });

      expect(calls[1]).toBe('clone:$LATEST {}');
    },
  );

  it.each(['prepare', 'tidy'])('fails, and says what to do, if %s fails', async (broken) => {
    const invoke: Invoke = async ({ functionArn }) => ({
      requestId: 'id',
      logTail: REPORT,
      ...(functionArn.endsWith(broken) && {
        functionError: { errorType: 'TypeError', errorMessage: 'no table', stack: [] },
      }),
    });

    expect(await outcomeOf(invoke, { request })).toMatchObject({
      kind: 'failed',
      category: 'permanent',
      message: expect.stringMatching(
        new RegExp(`Processor" failed: TypeError: no table. Repair "${broken}", or leave it out`),
      ),
    });
  });

  it('counts the billed duration of the function if only the post-processor fails', async () => {
    const invoke: Invoke = async ({ functionArn }) => ({
      requestId: 'id',
      logTail: REPORT,
      ...(functionArn.endsWith('tidy') && {
        functionError: { errorType: 'TypeError', errorMessage: 'no table', stack: [] },
      }),
    });

    const tier = await tierOf(invoke, { request });

    expect(tier).toMatchObject({ samples: [], errorCount: 1, errorBilledDurationMs: 50 });
  });

  it('passes the answer of an invocation by the state machine to the post-processor', async () => {
    const { calls, invoke } = recording();
    const progress = { ...NOTHING_MEASURED, stepCount: 1 };

    await outcomeOf(invoke, {
      request,
      progress: { kind: 'inline', value: progress },
      direct: { requestId: 'id', logResult: btoa(REPORT), answer: { done: true } },
    });

    expect(calls[0]).toBe('tidy:live {"done":true}');
  });
});
