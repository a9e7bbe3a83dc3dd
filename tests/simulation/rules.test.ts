import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runIdOf } from '../../shared/contract/run.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import { deployRules } from './simulated-rules.ts';
import { warmUp } from './warm-up.ts';

const REQUEST = { functionName: 'target', powerValues: [1024, 3008], sampleCount: 2, fresh: true };

let account: SimulatedAccount;
let rules: ReturnType<typeof deployRules>;

beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('rules');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
  rules = deployRules(account);
});

afterEach(() => rules.bus.stop());

/** Starts a run and stops it once its tiers are being measured, with clones in the account. */
async function runStopped(): Promise<SimulatedExecution> {
  const execution = account.start(REQUEST);
  account.onTransition = (_execution, entered, phase) => {
    if (entered === 'MeasureTier' && phase === 'started') execution.stop();
  };
  await account.clock.runUntil(execution.ended);
  expect(execution.status).toBe('ABORTED');
  return execution;
}

const letPass = (durationMs: number) => account.clock.runUntil(account.clock.sleepMs(durationMs));

function cloneNames(): readonly string[] {
  return account.cloud
    .listFunctions()
    .map(({ functionName }) => functionName)
    .filter((name) => name.startsWith(account.deployment.clonePrefix));
}

async function reportOf({ executionArn }: SimulatedExecution) {
  const text = await account.readStore(`runs/target/${runIdOf(executionArn)}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('the rules of the deployment', () => {
  it('sweep after a stopped run: its clones are deleted, and its report is written', async () => {
    const execution = await runStopped();
    const clonesBefore = cloneNames();

    await letPass(120_000);

    expect(clonesBefore).not.toEqual([]);
    expect(cloneNames()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
    expect(await reportOf(execution)).toMatchObject({
      status: 'stopped',
      executionStatus: 'ABORTED',
    });
    expect(rules.failedDeliveries).toEqual([]);
  });

  it('sweep after a run that failed, and not after one that succeeded', async () => {
    const succeeded = account.start(REQUEST);
    await account.clock.runUntil(succeeded.ended);
    expect(succeeded.status).toBe('SUCCEEDED');
    expect(rules.runCounts.get('sweep')).toBeUndefined();

    const failed = account.start({ ...REQUEST, functionName: 'missing' });
    await account.clock.runUntil(failed.ended);

    expect(failed.status).toBe('FAILED');
    expect(rules.runCounts.get('sweep')).toBe(1);
  });

  it('sweep each hour, even if events are lost', async () => {
    account.directory.onStatusChange = () => undefined;
    const execution = await runStopped();
    await letPass(30 * 60_000);
    expect(cloneNames()).not.toEqual([]);

    await letPass(35 * 60_000);

    expect(rules.runCounts.get('sweep')).toBe(1);
    expect(cloneNames()).toEqual([]);
    expect(await reportOf(execution)).toMatchObject({ status: 'stopped' });
  });

  it('report a failed target once, and do not retry it', async () => {
    account.deaths.plan([{ atCall: 1, taskKey: 'sweep', when: 'before' }]);
    await letPass(65 * 60_000);

    expect(rules.runCounts.get('sweep')).toBe(1);
    expect(rules.failedDeliveries).toEqual([
      expect.stringMatching(
        /^Cannot deliver an event of \S+SweepScheduleRule to \S+-sweep: Runtime/,
      ),
    ]);
  });

  it('start nothing after the bus is stopped, and leave no timer', async () => {
    rules.bus.stop();
    const execution = await runStopped();

    await account.clock.runAll();

    expect(rules.runCounts.get('sweep')).toBeUndefined();
    expect(await reportOf(execution)).toBeUndefined();
  });
});
