import {
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { Redis } from 'ioredis';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { REDIS_PROGRAM, startRedisServer } from '../support/redis-server.ts';
import { createFunction, runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

const QUICK = `export const handler = async () => ({});`;
const REQUEST = { functionName: 'asked', powerValues: [256, 512], sampleCount: 2 };

/** A recalled answer arrives within this time. */
const FAST_MS_MAX = 2_000;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  await createFunction(account, { functionName: 'asked', code: QUICK });
  await runWorkflow(account, REQUEST);
});

afterAll(() => account.stop());

async function pathOf(request: object): Promise<string> {
  return tuningResultOf(await runWorkflow(account, { ...REQUEST, ...request })).path;
}

describe('a question that was answered before', () => {
  it('is answered in under two seconds, without a clone or an invocation', async () => {
    account.cloud.cloud.calls.clear();

    const run = await runWorkflow(account, REQUEST);

    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(tuningResultOf(run)).toMatchObject({ path: 'recalled', invocationCount: 0 });
    expect(run.durationMs).toBeLessThan(FAST_MS_MAX);
    expect(actions).not.toContain('CreateFunction');
    expect(actions.filter((action) => action.startsWith('Invoke'))).toEqual([]);
    // The pre-flight of a minute ago is still valid.
    expect(actions).not.toContain('SimulatePrincipalPolicy');
  });

  it('is the same question with another concurrency and another maximum age', async () => {
    expect(await pathOf({ concurrencyMax: 5, maxAgeDays: 1 })).toBe('recalled');
  });

  it.each([
    ['another event', { payload: { other: 1 } }],
    ['another objective', { strategy: 'speed' }],
    ['another weight', { strategy: 'balanced', balancedWeight: 0.3 }],
    ['other sizes', { powerValues: [256] }],
    ['more samples', { sampleCount: 3 }],
    ['a fresh measurement asked for', { fresh: true }],
  ])('is a different question with %s', async (_name, change) => {
    expect(await pathOf(change)).toBe('measured');
  });

  it('is a different question after a change of the configuration, and then of the code', async () => {
    const settled = () =>
      waitUntilFunctionUpdatedV2(
        { client: account.lambda, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
        { FunctionName: 'asked' },
      );
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'asked',
        Environment: { Variables: { MODE: 'other' } },
      }),
    );
    await settled();
    const afterConfiguration = await pathOf({});
    await account.lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'asked',
        ZipFile: zipSync({ 'index.mjs': strToU8(`${QUICK} // two`) }),
      }),
    );
    await settled();
    const afterCode = await pathOf({});

    expect([afterConfiguration, afterCode]).toEqual(['measured', 'measured']);
    expect(await pathOf({})).toBe('recalled');
  });
});

describe('a function that was released since it was tuned', () => {
  it('is measured again, with what the earlier run measured as evidence', async () => {
    const release = async (version: number) => {
      await account.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'released',
          ZipFile: zipSync({ 'index.mjs': strToU8(`${QUICK} // ${version}`) }),
        }),
      );
      await waitUntilFunctionUpdatedV2(
        { client: account.lambda, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
        { FunctionName: 'released' },
      );
    };
    const tune = async () =>
      tuningResultOf(await runWorkflow(account, { functionName: 'released' }));
    await createFunction(account, { functionName: 'released', code: QUICK });

    const first = await tune();
    await release(2);
    const second = await tune();
    const third = await tune();

    expect(first.decision.evidence.earlierRun).toBeUndefined();
    expect(second.path).toBe('measured');
    expect(second.decision.evidence.earlierRun?.measuredAtMs).toBeGreaterThan(0);
    // Recalled with the evidence of the answer: the same question has the same answer.
    expect(third.path).toBe('recalled');
    expect(third.decision).toEqual(second.decision);
  });
});

describe('a function that may outlast a step', () => {
  it('is measured by the state machine, and the result says so', async () => {
    await createFunction(account, {
      functionName: 'may-be-slow',
      code: QUICK,
      settings: { Timeout: 600 },
    });

    expect(await pathOf({ functionName: 'may-be-slow', powerValues: [256] })).toBe(
      'measuredDirectly',
    );
  });
});

(REDIS_PROGRAM === undefined ? describe.skip : describe)('with Redis in front of the store', () => {
  it('answers from it, and goes on without it when it is gone', async () => {
    const redis = await startRedisServer();
    const observer = new Redis(Number(new URL(redis.url).port), { disconnectTimeout: 100 });
    const other = await startLocalAccount({
      cloud: { pendingMs: 0 },
      params: { redisUrlSecret: 'redis' },
      // Stands for the secret, which CloudFormation would resolve.
      environment: { REDIS_URL: redis.url },
    });
    try {
      await createFunction(other, { functionName: 'asked', code: QUICK });
      await runWorkflow(other, REQUEST);
      const keys = await observer.keys('autotuner:*');
      other.cloud.cloud.calls.clear();
      const second = await runWorkflow(other, REQUEST);
      const reads = other.cloud.cloud.calls.list().filter(({ action }) => action === 'GetObject');
      observer.disconnect();
      await redis.stop();

      const third = await runWorkflow(other, REQUEST);
      const fourth = await runWorkflow(other, { ...REQUEST, fresh: true });

      expect(keys.map((key) => key.replace(/[/].*/, '')).toSorted()).toEqual([
        'autotuner:preflight',
        'autotuner:preflight',
        'autotuner:production',
        'autotuner:results',
        'autotuner:results',
      ]);
      expect(tuningResultOf(second).path).toBe('recalled');
      expect(reads.filter(({ resource }) => resource.includes('/results/'))).toEqual([]);
      expect(tuningResultOf(third).path).toBe('recalled');
      expect(third.durationMs).toBeLessThan(FAST_MS_MAX + 1_000);
      expect(tuningResultOf(fourth).path).toBe('measured');
    } finally {
      await other.stop();
    }
  });
});
