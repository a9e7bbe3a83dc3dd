import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import { warmUp } from './warm-up.ts';

let account: SimulatedAccount;

beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('two runs');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
});

const REQUEST = { functionName: 'target', powerValues: [128, 256], sampleCount: 2, fresh: true };

async function runToEnd(execution: SimulatedExecution): Promise<SimulatedExecution> {
  await account.clock.runUntil(execution.ended);
  return execution;
}

/** Starts a run and waits until it reaches a state. */
async function runUpTo(stateName: string): Promise<SimulatedExecution> {
  const reached = Promise.withResolvers<void>();
  account.onTransition = (_execution, entered, phase) => {
    if (entered === stateName && phase === 'started') reached.resolve();
  };
  const execution = account.start(REQUEST);
  await account.clock.runUntil(reached.promise);
  return execution;
}

function cloneNames(): readonly string[] {
  return account.cloud
    .listFunctions()
    .map(({ functionName }) => functionName)
    .filter((name) => name.startsWith(account.deployment.clonePrefix));
}

describe('a second run of a function', () => {
  it('fails at once with the execution of the first, which goes on', async () => {
    const first = await runUpTo('MeasureTier');

    const second = await runToEnd(account.start(REQUEST));

    expect(second.result).toMatchObject({ status: 'FAILED', error: 'FunctionBusyError' });
    expect((second.result as { cause: string }).cause).toContain(first.executionArn);
    expect((await runToEnd(first)).status).toBe('SUCCEEDED');
  });

  it('waits for its turn when it is asked to', async () => {
    const first = await runUpTo('MeasureTier');

    const second = await runToEnd(account.start({ ...REQUEST, onBusy: 'wait' }));

    expect(first.status).toBe('SUCCEEDED');
    expect(second.status).toBe('SUCCEEDED');
    expect(second.stoppedAtMs).toBeGreaterThan(first.stoppedAtMs ?? Number.POSITIVE_INFINITY);
  });

  it('takes the function over from a run that is dead', async () => {
    (await runUpTo('MeasureTier')).stop();

    const second = await runToEnd(account.start(REQUEST));

    expect(second.status).toBe('SUCCEEDED');
  });

  it('recognises its own lease if the answer to taking it was lost', async () => {
    account.cloud.faults.add({
      action: 'PutObject',
      resource: `arn:aws:s3:::${account.deployment.bucketName}/leases/`,
      callCount: 1,
      fault: { kind: 'lostResponse' },
    });

    expect((await runToEnd(account.start(REQUEST))).status).toBe('SUCCEEDED');
  });
});

describe('sweep()', () => {
  it('deletes what a stopped run left, and nothing of a live one', async () => {
    const dead = await runUpTo('MeasureTier');
    dead.stop();
    const live = await runUpTo('MeasureTier');
    const before = cloneNames().length;

    await account.clock.runUntil(
      account.runFunction('sweep', { detail: { executionArn: live.executionArn } }),
    );

    expect(cloneNames()).toHaveLength(before);
    // The live run ends well, and cleans up after itself.
    expect((await runToEnd(live)).status).toBe('SUCCEEDED');
    const left = cloneNames().length;
    expect(left).toBeGreaterThan(0);
    await account.clock.runUntil(
      account.runFunction('sweep', { detail: { executionArn: dead.executionArn } }),
    );
    expect(cloneNames()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
  });

  it.each([
    ['a schedule', { source: 'aws.events' }],
    ['nothing at all', null],
    [
      'an event of another machine',
      { detail: { executionArn: 'arn:aws:states:x:1:execution:a:b' } },
    ],
  ])('tolerates %s as its event', async (_name, event) => {
    await account.clock.runUntil(account.runFunction('sweep', event));
  });

  it('finds dead runs by their journals without an event, even if it runs twice', async () => {
    (await runUpTo('MeasureTier')).stop();

    await account.clock.runUntil(
      Promise.all([account.runFunction('sweep', {}), account.runFunction('sweep', {})]),
    );

    expect(cloneNames()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
  });

  it('waits for the tasks of a run that was stopped while a clone was being made', async () => {
    const dead = await runUpTo('PrepareTier');
    dead.stop();

    await account.clock.runUntil(
      account.runFunction('sweep', { detail: { executionArn: dead.executionArn } }),
    );
    await account.clock.runAll();

    expect(cloneNames()).toEqual([]);
    expect(account.storeKeys('journal/')).toEqual([]);
  });
});
