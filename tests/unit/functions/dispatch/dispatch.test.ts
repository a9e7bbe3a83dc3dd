import { describe, expect, it } from '@jest/globals';
import {
  type DispatchPorts,
  dispatch,
  dispatchTask,
} from '../../../../functions/dispatch/dispatch.ts';

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

/** Starts nothing, and remembers what it was asked for. */
function recorder(changes: Partial<DispatchPorts> = {}) {
  const started: { readonly name: string; readonly request: unknown }[] = [];
  const ports: DispatchPorts = {
    startExecution: async ({ name, input }) => {
      started.push({ name, request: input });
      return { kind: 'started', executionArn: `arn:${name}` };
    },
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner',
    functionNames: { release: ['orders:live', 'mail'], schedule: ['nightly'] },
    request: {},
    clonePrefix: 'tuner-clone-',
    ...changes,
  };
  return { started, ports };
}

describe('dispatch()', () => {
  it('starts a run of every released function, under a name that follows from the event', async () => {
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

  it('takes another run of the pipeline for another release', async () => {
    const { started, ports } = recorder();

    await dispatch(ports, PIPELINE);
    await dispatch(ports, { ...PIPELINE, detail: { ...PIPELINE.detail, 'execution-id': 'e-2' } });

    expect(new Set(started.map(({ name }) => name)).size).toBe(4);
  });

  it('asks for what the deployment says', async () => {
    const { started, ports } = recorder({ request: { apply: true, onBusy: 'fail' } });

    await dispatch(ports, SCHEDULE);

    expect(started).toEqual([
      {
        name: expect.stringMatching(/^nightly-/),
        request: { functionName: 'nightly', apply: true, onBusy: 'fail' },
      },
    ]);
  });

  it('tunes of all functions the one that was changed', async () => {
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

  it('names executions as Step Functions allows', async () => {
    const functionName = 'f'.repeat(64);
    const { started, ports } = recorder({
      functionNames: { release: [], schedule: [functionName] },
    });

    await dispatch(ports, SCHEDULE);

    expect(started[0]?.name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
  });
});

describe('the deployment of Dispatch', () => {
  const environment = {
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner',
    CLONE_PREFIX: 'tuner-clone-',
    DISPATCHED_REQUEST: '{"apply": true, "watchMinutes": 2}',
    SCHEDULED_FUNCTION_NAMES: 'orders, mail',
  };

  it('fails at once where the configured request is wrong', () => {
    expect(() => dispatchTask({ environment, aws: { region: 'us-east-1' } })).toThrow(
      '"watchMinutes" must be an integer from 5 to 1440',
    );
    expect(() =>
      dispatchTask({ environment: { ...environment, DISPATCHED_REQUEST: 'yes' }, aws: {} }),
    ).toThrow('"DISPATCHED_REQUEST" must be a JSON object');
  });
});
