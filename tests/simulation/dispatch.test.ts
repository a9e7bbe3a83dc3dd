import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { warmUp } from './warm-up.ts';

const RELEASE = {
  source: 'aws.codepipeline',
  detail: { pipeline: 'shop', 'execution-id': 'e-1', state: 'SUCCEEDED' },
};

let account: SimulatedAccount;

beforeEach(async () => {
  await warmUp();
  const { account: plan, target } = defaultScenario('released');
  account = new SimulatedAccount(plan);
  await account.prepare(target);
});

const dispatch = (event: unknown) => account.clock.runUntil(account.runFunction('dispatch', event));

describe('a schedule for all functions that opted in', () => {
  const SCHEDULE = { source: 'autotuner.schedule', scheduledTime: '2027-01-15T00:00:00Z' };

  it('tunes only functions whose tag allows it, with the request in the tag', async () => {
    const { account: plan, target } = defaultScenario('opted in');
    account = new SimulatedAccount({
      ...plan,
      params: { scheduledFunctionNames: 'opted-in', dispatchedRequest: '{}' },
    });
    await account.prepare({
      ...target,
      Tags: { autotuner: 'recommend', 'autotuner:request': 'strategy=cost powerValues=128/512' },
    });

    const output = await dispatch(SCHEDULE);
    await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));

    expect(output).toEqual({ executionArns: [account.executions[0]?.executionArn] });
    expect(account.executions).toHaveLength(1);
    expect(account.executions[0]?.result).toMatchObject({
      status: 'SUCCEEDED',
      output: { functionArn: expect.stringMatching(/:target$/) },
    });
    const writes = account.cloud.calls
      .list()
      .filter(({ action, resource }) => action.startsWith('Update') && /:target$/.test(resource));
    expect(writes).toEqual([]);
  });
});

describe('a schedule for all functions that opted in, with a budget', () => {
  const SCHEDULE = { source: 'autotuner.schedule', scheduledTime: '2027-01-15T00:00:00Z' };

  it('tunes them as one fleet, with the deployed role, however often the event is delivered', async () => {
    const { account: plan, target } = defaultScenario('scheduled fleet');
    account = new SimulatedAccount({
      ...plan,
      params: {
        scheduledFunctionNames: 'opted-in',
        scheduleUsdMax: '0.5',
        dispatchedRequest: '{}',
      },
    });
    await account.prepare({ ...target, Tags: { autotuner: 'recommend' } });

    const first = await dispatch(SCHEDULE);
    const again = await dispatch(SCHEDULE);
    await account.clock.runUntil(account.clock.sleepMs(600_000));
    const late = await dispatch(SCHEDULE);
    const [key = ''] = account.storeKeys('fleets/').filter((each) => each.endsWith('report.json'));
    const report = JSON.parse((await account.readStore(key)) ?? '');

    expect(first).toEqual({
      executionArns: [expect.stringMatching(/-fleet:schedule-[0-9a-f]{12}$/)],
    });
    expect([again, late]).toEqual([first, first]);
    expect(account.executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(report).toMatchObject({
      functionCount: 1,
      budget: { usd: 0.5 },
      functions: [{ functionName: 'target', outcome: { kind: 'tuned' } }],
    });
  });
});

describe('a release', () => {
  it('starts one run, with the deployed role, however often the event is delivered', async () => {
    const first = await dispatch(RELEASE);
    const again = await dispatch(RELEASE);
    await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));
    const late = await dispatch(RELEASE);

    expect(account.executions).toHaveLength(1);
    expect(account.executions[0]?.result).toMatchObject({
      status: 'SUCCEEDED',
      output: { decision: { verdict: { kind: expect.any(String) } } },
    });
    expect(first).toEqual({ executionArns: [account.executions[0]?.executionArn] });
    expect([again, late]).toEqual([first, first]);
  });

  it('makes the runs of two releases of one function wait for each other', async () => {
    await dispatch(RELEASE);
    await dispatch({ ...RELEASE, detail: { ...RELEASE.detail, 'execution-id': 'e-2' } });
    await account.clock.runUntil(Promise.all(account.executions.map(({ ended }) => ended)));

    expect(account.executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(account.executions[1]?.states).not.toContain('PrepareTier');
  });
});
