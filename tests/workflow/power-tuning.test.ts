import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import {
  type PowerTuningAnswer,
  powerTuningAnswerSchema,
  TRANSITION_USD,
} from '../../shared/contract/power-tuning-answer.ts';
import {
  createFunction,
  enteredStates,
  type FinishedRun,
  runWorkflow,
} from '../support/workflow-account.ts';

/** Waits as long as its event says, at every size. */
const CODE = `export const handler = async ({ waitMs = 20 } = {}) => {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
};`;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({
    cloud: { pendingMs: 0 },
    params: { processorFunctions: 'prepare,tidy,sweep-*', payloadObjects: 'events/typical/*' },
  });
  await createFunction(account, { functionName: 'orders', code: CODE });
});

afterAll(() => account.stop());

async function answerOf(input: object): Promise<PowerTuningAnswer> {
  return answered(await runWorkflow(account, input));
}

function answered({ result }: FinishedRun): PowerTuningAnswer {
  if (result.status !== 'SUCCEEDED') {
    throw new Error(`The run did not succeed: ${JSON.stringify(result)}`);
  }
  return powerTuningAnswerSchema.parse(result.output);
}

/** Decodes the sizes, durations and costs of a link, like the page that it leads to. */
function decoded(url: string) {
  const [sizes = '', durations = '', costs = ''] = (url.split('#')[1] ?? '').split(';');
  const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64')).buffer;
  return {
    sizes: [...new Int16Array(bytesOf(sizes))],
    durations: [...new Float32Array(bytesOf(durations))],
    costs: [...new Float32Array(bytesOf(costs))],
  };
}

describe('an input of aws-lambda-power-tuning', () => {
  it('is answered in its format, with our result under "tuning"', async () => {
    const functionArn = `arn:aws:lambda:us-east-1:${account.deployment.accountId}:function:orders`;

    const run = await runWorkflow(account, {
      lambdaARN: functionArn,
      powerValues: [128, 256, 512],
      num: 5,
      payload: [
        { payload: { waitMs: 10 }, weight: 3 },
        { payload: { waitMs: 30 }, weight: 1 },
      ],
      parallelInvocation: true,
      strategy: 'cost',
      includeOutputResults: true,
    });

    const answer = answered(run);
    const { stats = [], stateMachine, tuning } = answer;
    const chosen = stats.find(({ value }) => value === answer.power);
    expect(answer.power).toBe(tuning.powerValue);
    expect(answer.notes).toEqual([expect.stringContaining('"parallelInvocation" has no effect')]);
    expect(stats.map(({ value }) => value)).toEqual([128, 256, 512]);
    expect(answer.cost).toBe(chosen?.averagePrice);
    expect(answer.duration).toBe(chosen?.averageDuration);
    expect(stateMachine.executionCost).toBeCloseTo(TRANSITION_USD * enteredStates(run).length, 9);
    expect(stateMachine.lambdaCost).toBe(tuning.tuningCostUsd);
    expect(tuning.tiers.map(({ warmSampleCount }) => warmSampleCount)).toEqual([10, 10, 10]);
    expect(decoded(stateMachine.visualization)).toEqual({
      sizes: [128, 256, 512],
      durations: stats.map(({ averageDuration }) => Math.fround(averageDuration)),
      costs: stats.map(({ averagePrice }) => Math.fround(averagePrice)),
    });
  });

  it('changes nothing in a dry run', async () => {
    const { tuning, ...answer } = await answerOf({
      lambdaARN: 'orders',
      num: 10,
      dryRun: true,
      autoOptimize: true,
    });

    expect(tuning.application.kind).not.toBe('applied');
    expect(tuning.invocationCount).toBeLessThanOrEqual(4);
    expect(answer.stats).toBeUndefined();
  });

  describe('with processors around each invocation', () => {
    const FAILING = `export const handler = async ({ isPrepared, waitMs }) => {
      if (!isPrepared) throw new Error('it was not prepared');
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      throw Object.assign(new Error('not found'), { name: 'OrderNotFound' });
    };`;
    const PREPARE = `export const handler = async (event) => ({ ...event, isPrepared: true });`;
    const INPUT = {
      lambdaARN: 'failing',
      payloadS3: 's3://events/typical/order.json',
      powerValues: [256, 512],
      num: 2,
      preProcessorARN: 'prepare',
      postProcessorARN: 'tidy',
      allowedExceptions: ['OrderNotFound'],
      sleepBetweenRunsMs: 5,
    };

    beforeAll(async () => {
      await createFunction(account, { functionName: 'failing', code: FAILING });
      await createFunction(account, { functionName: 'prepare', code: PREPARE });
      await createFunction(account, { functionName: 'tidy', code: CODE });
      await createFunction(account, { functionName: 'other', code: CODE });
      await createFunction(account, {
        functionName: 'sweep-prod',
        code: CODE,
        settings: { Tags: { 'autotuner:service': 'lambda-autotuner' } },
      });
      await account.s3.send(new CreateBucketCommand({ Bucket: 'events' }));
      for (const Key of ['typical/order.json', 'secret.json']) {
        await account.s3.send(
          new PutObjectCommand({ Bucket: 'events', Key, Body: '{"waitMs": 10}' }),
        );
      }
    });

    it('measures as requested', async () => {
      account.cloud.cloud.calls.clear();

      const { tuning } = await answerOf(INPUT);

      const invoked = account.cloud.cloud.calls
        .list()
        .filter(({ action }) => action === 'Invoke')
        .map(({ resource = '' }) => /function:([a-z]+)/.exec(resource)?.[1]);
      const countOf = (name: string) => invoked.filter((each) => each === name).length;
      expect(tuning.tiers.map(({ warmSampleCount }) => warmSampleCount)).toEqual([2, 2]);
      expect(tuning.tiers.every(({ errorCount }) => errorCount === 0)).toBe(true);
      expect(countOf('prepare')).toBe(tuning.invocationCount);
      expect(countOf('tidy')).toBe(tuning.invocationCount);
    });

    it('calls no function of any tuner, even if its name is allowed', async () => {
      const { result } = await runWorkflow(account, { ...INPUT, preProcessorARN: 'sweep-prod' });

      expect(result).toMatchObject({
        status: 'FAILED',
        cause: expect.stringMatching(
          /not authorized to perform: lambda:InvokeFunction .*sweep-prod/,
        ),
      });
    });

    it.each([
      [
        'a processor',
        { preProcessorARN: 'other' },
        /measureTier.* lambda:InvokeFunction on .*other: deploy .* "ProcessorFunctions"/i,
      ],
      [
        'an object',
        { payloadS3: 's3://events/secret.json' },
        /s3:\/\/events\/secret.json.* that "PayloadObjects" of the deployment names/,
      ],
    ])('refuses %s that the deployment does not name', async (_what, changes, cause) => {
      const { result } = await runWorkflow(account, { ...INPUT, ...changes });

      expect(result).toMatchObject({
        status: 'FAILED',
        error: 'PermissionDeniedError',
        cause: expect.stringMatching(cause),
      });
    });

    it('says that an empty object holds no event', async () => {
      const Key = 'typical/empty.json';
      await account.s3.send(new PutObjectCommand({ Bucket: 'events', Key, Body: Buffer.alloc(0) }));

      const { result } = await runWorkflow(account, { ...INPUT, payloadS3: `s3://events/${Key}` });

      expect(result).toMatchObject({
        error: 'InvalidRequestError',
        cause: expect.stringContaining('is not JSON'),
      });
    });
  });

  it('fails with the reason if a parameter is invalid', async () => {
    const { result } = await runWorkflow(account, { lambdaARN: 'orders', onlyColdStarts: 'yes' });

    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'InvalidRequestError',
      cause: expect.stringContaining('"onlyColdStarts" must be true or false'),
    });
  });
});
