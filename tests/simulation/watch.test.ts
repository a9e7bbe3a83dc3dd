import { GetFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { type ProductionTraffic, recordTraffic } from './production-traffic.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { warmUp } from './warm-up.ts';

const REQUEST = {
  functionName: 'target',
  powerValues: [128, 512],
  sampleCount: 10,
  strategy: 'cost',
  apply: true,
  watchMinutes: 30,
};

let account: SimulatedAccount;

beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('watched');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
});

interface Watched extends ProductionTraffic {
  /** Actions of another user while production is watched. */
  readonly meanwhile?: () => Promise<unknown>;
}

async function runWatched({ before, after, meanwhile }: Watched): Promise<TuningResult> {
  account.onTransition = (_execution, stateName, phase) => {
    if (stateName !== 'WaitForTraffic' || phase !== 'entered') return;
    recordTraffic(account.cloud.metrics, { before, after }, account.clock.nowMs());
    void meanwhile?.();
  };
  const execution = account.start(REQUEST);
  await account.clock.runUntil(execution.ended);
  if (execution.result?.status !== 'SUCCEEDED') {
    throw new Error(JSON.stringify(execution.result));
  }
  return parseContract(tuningResultSchema, execution.result.output, 'the result');
}

async function memoryOfTarget(): Promise<number | undefined> {
  const { Configuration } = await account.clock.runUntil(
    account.lambda.send(new GetFunctionCommand({ FunctionName: 'target' })),
  );
  return Configuration?.MemorySize;
}

const CALM = { callCount: 20, errorCount: 0, durationMs: 100 };

describe('a run whose breakers cannot be read in time', () => {
  it('asks IAM and CloudWatch anyway', async () => {
    account.cloud.faults.add({
      action: 'GetObject',
      resource: `arn:aws:s3:::${account.deployment.bucketName}/breakers/`,
      fault: { kind: 'slow', delayMs: 120_000 },
    });

    const { watch, preflight, decision } = await runWatched({
      before: CALM,
      after: { ...CALM, durationMs: 220 },
    });

    expect(watch.kind).toBe('kept');
    expect(preflight.kind).toBe('allowed');
    expect(decision.production.kind).not.toBe('unavailable');
  });
});

describe('a change that is watched in production', () => {
  it('is kept if production performs as predicted, and no clone remains during the watch', async () => {
    let cloneCount: number | undefined;
    // Measured: 128 MB takes 2.2 times as long as 512 MB, and costs little more than half.
    const result = await runWatched({
      before: CALM,
      after: { ...CALM, durationMs: 220 },
      meanwhile: async () => {
        const names = account.cloud.listFunctions().map(({ functionName }) => functionName);
        cloneCount = names.filter((name) => name.startsWith(account.deployment.clonePrefix)).length;
      },
    });

    expect(result.application).toMatchObject({ kind: 'applied', powerValue: 128 });
    expect(result.watch).toMatchObject({ kind: 'kept', before: { errorCount: 0 } });
    expect(cloneCount).toBe(0);
    expect(result.watch).toMatchObject({ after: { invocationCount: expect.any(Number) } });
    expect(await memoryOfTarget()).toBe(128);
  });

  it.each([
    ['more errors', { ...CALM, errorCount: 2, durationMs: 220 }, '10.0 % of'],
    [
      'longer durations than measured',
      { ...CALM, durationMs: 900 },
      'the p50 duration is 900.0 ms',
    ],
  ])('is rolled back for %s, and not applied again', async (_name, after, reason) => {
    const result = await runWatched({ before: CALM, after });

    expect(result.watch).toMatchObject({
      kind: 'rolledBack',
      message: expect.stringContaining(reason),
    });
    expect(await memoryOfTarget()).toBe(512);

    const again = await runWatched({ before: CALM, after });
    expect(again).toMatchObject({
      isRecalled: true,
      application: { kind: 'notApplied', message: expect.stringContaining('rolled it back') },
      watch: { kind: 'notAsked' },
    });
    expect(await memoryOfTarget()).toBe(512);
  });

  it('is kept if there are too few calls to judge', async () => {
    const few = { callCount: 1, errorCount: 1, durationMs: 5_000 };
    const result = await runWatched({ before: { ...few, errorCount: 0 }, after: few });

    expect(result.watch).toMatchObject({
      kind: 'unclear',
      message: expect.stringContaining('at least 30 on each side'),
    });
    expect(await memoryOfTarget()).toBe(128);
  });

  it('is kept if CloudWatch cannot be asked', async () => {
    account.cloud.faults.add({ service: 'monitoring', fault: { kind: 'denied' } });

    const result = await runWatched({ before: CALM, after: { ...CALM, errorCount: 20 } });

    expect(result.watch.kind).toBe('unclear');
    expect(await memoryOfTarget()).toBe(128);
  });

  it('never undoes a later change by another user', async () => {
    const result = await runWatched({
      before: CALM,
      after: { ...CALM, errorCount: 20 },
      meanwhile: () =>
        account.lambda.send(
          new UpdateFunctionConfigurationCommand({ FunctionName: 'target', MemorySize: 777 }),
        ),
    });

    expect(result.watch.kind).toBe('superseded');
    expect(await memoryOfTarget()).toBe(777);
  });
});
