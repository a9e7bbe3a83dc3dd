import { describe, expect, it } from '@jest/globals';
import {
  type DispatchPorts,
  dispatch,
  dispatchTask,
} from '../../../../functions/dispatch/dispatch.ts';
import type { TaggedFunction } from '../../../../shared/aws/tagged-functions.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const PIPELINE = {
  source: 'aws.codepipeline',
  detail: { pipeline: 'shop', 'execution-id': 'e-1', state: 'SUCCEEDED' },
};
const SCHEDULE = { source: 'autotuner.schedule', scheduledTime: '2027-01-15T03:00:00Z' };

function change(functionName: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    source: 'aws.lambda',
    detail: {
      eventID: 'c-1',
      eventName: 'UpdateAlias20150331',
      requestParameters: { functionName },
      ...changes,
    },
  };
}

const START_MS = Date.UTC(2027, 0, 15);

/** Ports that start nothing, and record what they were asked to start, and when. */
function recorder(changes: Partial<DispatchPorts> = {}) {
  const clock = new VirtualClock(START_MS);
  const started: { readonly name: string; readonly request: unknown }[] = [];
  const machines: string[] = [];
  const startedAtMs = new Map<string, number>();
  const warnings: string[] = [];
  const ports: DispatchPorts = {
    startExecution: async ({ stateMachineArn, name, input }) => {
      machines.push(stateMachineArn.split(':').at(-1) ?? '');
      const atMs = startedAtMs.get(name) ?? clock.nowMs();
      startedAtMs.set(name, atMs);
      started.push({ name, request: input });
      return { kind: 'started', executionArn: `arn:${name}`, startedAtMs: atMs };
    },
    readTaggedPage: async () => ({ functions: [] }),
    clock,
    deadlineMs: START_MS + 900_000,
    warn: (message) => warnings.push(message),
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner',
    fleetMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner-fleet',
    functionNames: { release: ['orders:live', 'mail'], schedule: ['nightly'] },
    usdMax: { release: undefined, schedule: undefined },
    request: {},
    clonePrefix: 'tuner-clone-',
    ...changes,
  };
  return { clock, started, machines, startedAtMs, warnings, ports };
}

/** Lists functions with tags like the Resource Groups Tagging API, two per page. */
function listing(tagsByName: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const functions: readonly TaggedFunction[] = Object.entries(tagsByName).map(([name, tags]) => ({
    functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    tags,
  }));
  return {
    functionNames: { release: ['opted-in'], schedule: ['opted-in'] },
    readTaggedPage: async ({ token = '0' }: { readonly token?: string }) => {
      const next = Number(token) + 2;
      return {
        functions: functions.slice(Number(token), next),
        ...(next < functions.length && { token: String(next) }),
      };
    },
  };
}

describe('dispatch()', () => {
  it('starts a run of every released function, under a name derived from the event', async () => {
    const { started, ports } = recorder();

    const first = await dispatch(ports, PIPELINE);
    const again = await dispatch(ports, { ...PIPELINE, id: 'another delivery' });

    expect(started.map(({ request }) => request)).toEqual([
      { functionName: 'orders:live', onBusy: 'wait' },
      { functionName: 'mail', onBusy: 'wait' },
      { functionName: 'orders:live', onBusy: 'wait' },
      { functionName: 'mail', onBusy: 'wait' },
    ]);
    expect(again).toEqual(first);
    expect(first.executionArns[0]).toMatch(/^arn:orders-[0-9a-f]{12}$/);
  });

  it('treats another run of the pipeline as another release', async () => {
    const { started, ports } = recorder();

    await dispatch(ports, PIPELINE);
    await dispatch(ports, { ...PIPELINE, detail: { ...PIPELINE.detail, 'execution-id': 'e-2' } });

    expect(new Set(started.map(({ name }) => name)).size).toBe(4);
  });

  it('uses the request fields of the deployment', async () => {
    const { started, ports } = recorder({ request: { apply: true, onBusy: 'fail' } });

    await dispatch(ports, SCHEDULE);

    expect(started).toEqual([
      {
        name: expect.stringMatching(/^nightly-/),
        request: { functionName: 'nightly', apply: true, onBusy: 'fail' },
      },
    ]);
  });

  it('tunes only the function that was changed', async () => {
    const { started, ports } = recorder();

    await dispatch(ports, change('arn:aws:lambda:us-east-1:123456789012:function:orders'));

    expect(started.map(({ request }) => request)).toEqual([
      { functionName: 'orders:live', onBusy: 'wait' },
    ]);
  });

  it.each([
    ['a change of a function that is not configured', change('other')],
    ['a change of a clone', change('tuner-clone-1a2b3c4d5e6f-128')],
    ['a change that was refused', change('orders', { errorCode: 'AccessDenied' })],
    ['a change of the memory', change('orders', { eventName: 'UpdateFunctionConfiguration' })],
    ['a pipeline that failed', { ...PIPELINE, detail: { ...PIPELINE.detail, state: 'FAILED' } }],
    ['another event', { source: 'aws.s3', detail: {} }],
    ['no event', null],
  ])('starts nothing for %s, and says so', async (_name, event) => {
    const { started, ports } = recorder();

    const output = await dispatch(ports, event);

    expect(started).toEqual([]);
    expect(output).toMatchObject({ executionArns: [], ignored: expect.any(String) });
  });

  it('gives executions names that Step Functions accepts', async () => {
    const functionName = 'f'.repeat(64);
    const { started, ports } = recorder({
      functionNames: { release: [], schedule: [functionName] },
    });

    await dispatch(ports, SCHEDULE);

    expect(started[0]?.name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
  });
});

describe('dispatch() to all functions that opted in', () => {
  it('starts a run of each, which changes the function only if its tag says "apply"', async () => {
    const { started, ports } = recorder({
      ...listing({
        mail: { autotuner: 'recommend' },
        orders: { autotuner: 'apply' },
        basket: { autotuner: 'apply', team: 'shop' },
      }),
      request: { watchMinutes: 30, apply: true, applyTo: 'live' },
    });

    await dispatch(ports, SCHEDULE);

    const changing = { onBusy: 'wait', apply: true, applyTo: 'live', watchMinutes: 30 };
    expect(started.map(({ request }) => request)).toEqual([
      { ...changing, functionName: 'basket' },
      { onBusy: 'wait', functionName: 'mail' },
      { ...changing, functionName: 'orders' },
    ]);
    expect(started[0]?.name).toMatch(/^basket-[0-9a-f]{12}$/);
  });

  it('uses the request fields in the function’s own tag', async () => {
    const { started, ports } = recorder({
      ...listing({
        orders: {
          autotuner: 'recommend',
          'autotuner:request': 'strategy=limit durationMsMax=300 powerValues=128/512',
        },
      }),
      request: { strategy: 'cost', sampleCount: 20 },
    });

    await dispatch(ports, SCHEDULE);

    expect(started.map(({ request }) => request)).toEqual([
      {
        functionName: 'orders',
        onBusy: 'wait',
        strategy: 'limit',
        durationMsMax: 300,
        powerValues: [128, 512],
        sampleCount: 20,
      },
    ]);
  });

  it('skips a function whose own request is invalid, says so, and starts the others', async () => {
    const { started, warnings, ports } = recorder(
      listing({
        basket: { autotuner: 'apply', 'autotuner:request': 'strategy=fast' },
        mail: { autotuner: 'apply', 'autotuner:request': 'functionName=orders' },
        orders: { autotuner: 'apply' },
      }),
    );

    const output = await dispatch(ports, SCHEDULE);

    expect(started.map(({ request }) => request)).toEqual([
      { functionName: 'orders', onBusy: 'wait', apply: true },
    ]);
    expect(output.skipped).toEqual([
      {
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:basket',
        message: expect.stringContaining('"strategy" must be one of value, cost'),
      },
      {
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:mail',
        message: expect.stringContaining('"functionName" must be one of powerValues'),
      },
    ]);
    expect(warnings).toHaveLength(2);
  });

  it('does not tune clones, although they have the tags of their function', async () => {
    const { started, ports } = recorder(
      listing({
        'other-clone-1a2b-128': { autotuner: 'apply', 'autotuner:execution': 'arn:aws:states:1' },
      }),
    );

    const output = await dispatch(ports, SCHEDULE);

    expect(started).toEqual([]);
    expect(output.ignored).toBe('No function is to be tuned for this event');
  });

  it('tunes a function only once, as named, if it is named and also opted in', async () => {
    const { started, ports } = recorder({
      ...listing({ mail: { autotuner: 'apply' }, orders: { autotuner: 'apply' } }),
      functionNames: { release: ['orders:live', 'opted-in'], schedule: [] },
    });

    await dispatch(ports, PIPELINE);

    expect(started.map(({ request }) => request)).toEqual([
      { functionName: 'orders:live', onBusy: 'wait' },
      { functionName: 'mail', onBusy: 'wait', apply: true },
    ]);
  });

  it('tunes only the changed function, and only if it opted in', async () => {
    const { started, ports } = recorder(
      listing({ mail: { autotuner: 'recommend' }, orders: { autotuner: 'recommend' } }),
    );

    await dispatch(ports, change('orders'));
    await dispatch(ports, change('other'));

    expect(started.map(({ request }) => request)).toEqual([
      { functionName: 'orders', onBusy: 'wait' },
    ]);
  });

  it('starts five runs at once, and then one every 5 seconds', async () => {
    const names = Array.from({ length: 8 }, (_, index) => [`f${index}`, { autotuner: 'apply' }]);
    const { clock, startedAtMs, ports } = recorder(listing(Object.fromEntries(names)));

    await clock.runUntil(dispatch(ports, SCHEDULE));

    expect([...startedAtMs.values()].map((atMs) => atMs - START_MS)).toEqual([
      0, 0, 0, 0, 0, 5_000, 10_000, 15_000,
    ]);
    expect(clock.nowMs() - START_MS).toBe(15_000);
  });

  it('ends before its timeout, and continues with the next delivery of the event', async () => {
    const names = Array.from({ length: 12 }, (_, index) => [
      `f${String(index).padStart(2, '0')}`,
      { autotuner: 'apply' },
    ]);
    const { clock, startedAtMs, ports } = recorder(listing(Object.fromEntries(names)));
    const deliver = () =>
      clock.runUntil(
        dispatch({ ...ports, deadlineMs: clock.nowMs() + 25_000 }, SCHEDULE).catch(
          (error: Error) => error,
        ),
      );

    expect(String(await deliver())).toBe(
      'NotReadyError: Cannot start all runs at once: Lambda repeats the event for the remaining 4 of 12 functions',
    );
    expect(startedAtMs.size).toBe(8);
    await clock.runUntil(clock.sleepMs(60_000));
    expect(await deliver()).toMatchObject({ executionArns: { length: 12 } });
    expect(startedAtMs.size).toBe(12);
  });
});

describe('dispatch() with one budget for all functions', () => {
  const usdMax = { release: 2.5, schedule: 5 };

  it('starts one fleet with that budget, even if the event is delivered twice', async () => {
    const { started, machines, ports } = recorder({
      functionNames: { release: [], schedule: ['orders:live', 'opted-in'] },
      usdMax,
      request: { maxAgeDays: 90 },
    });

    const first = await dispatch(ports, SCHEDULE);
    const again = await dispatch(ports, SCHEDULE);

    expect(machines).toEqual(['tuner-fleet', 'tuner-fleet']);
    expect(started[0]).toEqual({
      name: expect.stringMatching(/^schedule-[0-9a-f]{12}$/),
      request: {
        functionNames: ['orders:live'],
        optedIn: true,
        usdMax: 5,
        request: { maxAgeDays: 90 },
      },
    });
    expect(started[1]).toEqual(started[0]);
    expect(again).toEqual(first);
  });

  it('starts a fleet for a pipeline, and a run for a change of one function', async () => {
    const { started, machines, ports } = recorder({ usdMax });

    await dispatch(ports, PIPELINE);
    await dispatch(ports, change('orders'));

    expect(machines).toEqual(['tuner-fleet', 'tuner']);
    expect(started.map(({ request }) => request)).toEqual([
      { functionNames: ['orders:live', 'mail'], usdMax: 2.5, request: {} },
      { functionName: 'orders:live', onBusy: 'wait' },
    ]);
  });

  it('starts no fleet without functions', async () => {
    const { started, ports } = recorder({
      functionNames: { release: [], schedule: [] },
      usdMax,
    });

    expect(await dispatch(ports, SCHEDULE)).toMatchObject({ executionArns: [] });
    expect(started).toEqual([]);
  });
});

describe('the deployment of Dispatch', () => {
  const environment = {
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner',
    CLONE_PREFIX: 'tuner-clone-',
    DISPATCHED_REQUEST: '{"apply": true, "watchMinutes": 2}',
    SCHEDULED_FUNCTION_NAMES: 'orders, mail',
    FLEET_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner-fleet',
    RELEASE_USD_MAX: 'none',
    SCHEDULE_USD_MAX: 'none',
  };

  it('fails at once if a fleet cannot do what the configured request asks for', () => {
    const DISPATCHED_REQUEST = '{"compareWith": "live"}';
    const compose = (SCHEDULE_USD_MAX: string) =>
      dispatchTask({
        environment: { ...environment, DISPATCHED_REQUEST, SCHEDULE_USD_MAX },
        aws: { region: 'us-east-1' },
      });

    expect(() => compose('5')).toThrow('"request" must not have "compareWith"');
    expect(() => compose('none')).not.toThrow();
  });

  it('fails at once if the configured request is invalid', () => {
    expect(() => dispatchTask({ environment, aws: { region: 'us-east-1' } })).toThrow(
      '"watchMinutes" must be an integer from 5 to 1440',
    );
    expect(() =>
      dispatchTask({ environment: { ...environment, DISPATCHED_REQUEST: 'yes' }, aws: {} }),
    ).toThrow('"DISPATCHED_REQUEST" must be a JSON object');
  });
});
