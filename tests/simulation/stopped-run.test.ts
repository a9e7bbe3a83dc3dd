import { beforeEach, describe, expect, it } from '@jest/globals';
import { runIdOf } from '../../shared/contract/run.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import { warmUp } from './warm-up.ts';

const REQUEST = { functionName: 'target', powerValues: [1024, 3008], sampleCount: 2, apply: true };

let account: SimulatedAccount;

beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('stopped');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
});

/** Starts a run and stops it once the task of a state has been started. */
async function runStoppedAt(stateName: string): Promise<SimulatedExecution> {
  const execution = account.start({ ...REQUEST, strategy: 'speed' });
  account.onTransition = (_execution, entered, phase) => {
    if (entered === stateName && phase === 'started') execution.stop();
  };
  await account.clock.runUntil(execution.ended);
  expect(execution.status).toBe('ABORTED');
  return execution;
}

interface SweepAnswer {
  readonly sweptRunIds: readonly string[];
  readonly reportedRunIds: readonly string[];
  readonly unreportedRuns: readonly { readonly message: string }[];
}

async function sweepAfter(event: unknown): Promise<SweepAnswer> {
  return (await account.clock.runUntil(account.runFunction('sweep', event))) as SweepAnswer;
}

function eventOf({ executionArn }: SimulatedExecution): unknown {
  return { detail: { executionArn } };
}

async function reportOf({ executionArn }: SimulatedExecution) {
  const text = await account.readStore(`runs/target/${runIdOf(executionArn)}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('a run that was stopped', () => {
  it('is reported with everything that its steps had measured, and as cleaned up', async () => {
    const execution = await runStoppedAt('ReasonAboutTiers');

    const { reportedRunIds } = await sweepAfter(eventOf(execution));

    expect(reportedRunIds).toEqual([runIdOf(execution.executionArn)]);
    const report = await reportOf(execution);
    expect(report).toMatchObject({
      status: 'stopped',
      executionStatus: 'ABORTED',
      category: 'permanent',
      executionArn: execution.executionArn,
      application: null,
      cleanUp: 'complete',
    });
    const tiers = report.tiers as { powerValue: number; samples: unknown[] }[];
    expect(tiers.map(({ powerValue }) => powerValue)).toEqual([1024, 3008]);
    expect(tiers.every(({ samples }) => samples.length >= 2)).toBe(true);
  });

  it('reports the size that it had applied, even if it was stopped during the write', async () => {
    const execution = await runStoppedAt('ApplyConfig');

    await sweepAfter(eventOf(execution));

    const { application } = await reportOf(execution);
    expect(application).toMatchObject({ kind: 'applied', powerValue: 3008 });
  });

  it('needs no report before its function is resolved', async () => {
    const execution = await runStoppedAt('ResolveFunction');

    const { reportedRunIds, unreportedRuns } = await sweepAfter(eventOf(execution));

    expect(reportedRunIds).toEqual([]);
    expect(unreportedRuns).toEqual([]);
    expect(await reportOf(execution)).toBeUndefined();
    expect((await sweepAfter({ source: 'aws.events' })).sweptRunIds).toEqual([]);
  });

  it('is reported once, even if events come twice', async () => {
    const execution = await runStoppedAt('MeasureTier');

    const answers = await account.clock.runUntil(
      Promise.all([1, 2].map(() => account.runFunction('sweep', eventOf(execution)))),
    );

    const reported = (answers as SweepAnswer[]).flatMap(({ reportedRunIds }) => reportedRunIds);
    // Two sweeps that write the same report at once may both count it as theirs.
    expect([...new Set(reported)]).toEqual([runIdOf(execution.executionArn)]);
    expect((await sweepAfter(eventOf(execution))).reportedRunIds).toEqual([]);
  });

  it.each(['PlanRound', 'PublishReport'])(
    'is found by its lease if it left no clone, as at %s',
    async (stateName) => {
      account.cloud.faults.add({
        action: 'PutObject',
        resource: `arn:aws:s3:::${account.deployment.bucketName}/runs/`,
        fault: { kind: 'denied' },
      });
      const execution = await runStoppedAt(stateName);
      await account.clock.runUntil(account.clock.sleepMs(600_000));
      account.cloud.faults.clear();
      expect(account.storeKeys('journal/')).toEqual([]);

      await sweepAfter({ source: 'aws.events' });

      expect(await reportOf(execution)).toMatchObject({ status: 'stopped' });
    },
  );

  it('has its clones deleted even if its history cannot be read, and Sweep says so', async () => {
    const execution = await runStoppedAt('MeasureTier');
    account.cloud.faults.add({ action: 'GetExecutionHistory', fault: { kind: 'denied' } });

    const { sweptRunIds, unreportedRuns } = await sweepAfter(eventOf(execution));

    expect(sweptRunIds).toHaveLength(1);
    expect(unreportedRuns).toMatchObject([{ message: expect.stringContaining('history') }]);
    expect(account.storeKeys('journal/')).toEqual([]);
  });

  it('leaves no payload behind', async () => {
    const execution = account.start({ ...REQUEST, payload: { text: 'x'.repeat(10_000) } });
    account.onTransition = (_execution, entered) => {
      if (entered === 'PlanRound') execution.stop();
    };
    await account.clock.runUntil(execution.ended);
    expect(account.storeKeys('payloads/')).toHaveLength(1);

    await sweepAfter({ source: 'aws.events' });

    expect(account.storeKeys('payloads/')).toEqual([]);
  });
});
