import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { ExecutionDirectory } from '../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../local/cloud/states/states-service.ts';
import { failureOf } from './cloud-clients.ts';

const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:machine';
const executionArnOf = (name: string) =>
  `arn:aws:states:us-east-1:123456789012:execution:machine:${name}`;

const directory = new ExecutionDirectory();
/** Inputs of the executions that were started, by name. */
const started: (readonly [string, unknown])[] = [];
let cloud: RunningLocalCloud;
let states: SFNClient;

beforeAll(async () => {
  cloud = await startLocalCloud({
    additionalServices: [createStatesService(directory, () => 0.5)],
  });
  states = new SFNClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
  });
  directory.deploy({
    stateMachineArn: STATE_MACHINE_ARN,
    start: (input, name) => {
      started.push([name, input]);
      directory.put({
        executionArn: executionArnOf(name),
        status: 'RUNNING',
        startedAtMs: 1_000,
      });
    },
    abort: (executionArn) =>
      directory.put({ executionArn, status: 'ABORTED', startedAtMs: 1_000, stoppedAtMs: 3_000 }),
  });
});

beforeEach(() => {
  started.length = 0;
});

afterAll(async () => {
  states.destroy();
  await cloud.stop();
});

function start(name: string, input: string) {
  return states.send(
    new StartExecutionCommand({ stateMachineArn: STATE_MACHINE_ARN, name, input }),
  );
}

describe('StartExecution', () => {
  it('takes the same name and input for the same execution, while it runs', async () => {
    const first = await start('twice', '{"a":1}');
    const second = await start('twice', '{"a":1}');

    expect(second.executionArn).toBe(first.executionArn);
    expect(second.startDate).toEqual(new Date(1_000));
    expect(started).toEqual([['twice', { a: 1 }]]);
  });

  it('refuses a name with another input, and one whose execution has ended', async () => {
    await start('taken', '{"a":1}');
    const other = await failureOf(start('taken', '{"a": 1}'));
    await states.send(new StopExecutionCommand({ executionArn: executionArnOf('taken') }));
    const ended = await failureOf(start('taken', '{"a":1}'));

    expect(other).toMatchObject({ name: 'ExecutionAlreadyExists', status: 400 });
    expect(ended).toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(started).toHaveLength(1);
  });

  it.each([
    ['StateMachineDoesNotExist', { stateMachineArn: `${STATE_MACHINE_ARN}-other` }],
    ['InvalidName', { name: 'no spaces' }],
    ['InvalidExecutionInput', { input: '{' }],
  ])('refuses with %s', async (name, parameters) => {
    const command = new StartExecutionCommand({
      stateMachineArn: STATE_MACHINE_ARN,
      ...parameters,
    });

    expect(await failureOf(states.send(command))).toMatchObject({ name });
    expect(started).toEqual([]);
  });
});

describe('StopExecution', () => {
  it('stops an execution, and leaves one alone that has ended', async () => {
    await start('stopped', '{}');
    const executionArn = executionArnOf('stopped');

    await states.send(new StopExecutionCommand({ executionArn }));
    const again = await states.send(new StopExecutionCommand({ executionArn }));

    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(status).toBe('ABORTED');
    expect(again.stopDate).toEqual(new Date(3_000));
  });
});

describe('ListStateMachines', () => {
  it('names what is deployed', async () => {
    const { stateMachines } = await states.send(new ListStateMachinesCommand({}));

    expect(stateMachines).toMatchObject([{ name: 'machine', stateMachineArn: STATE_MACHINE_ARN }]);
  });
});

describe('GetExecutionHistory', () => {
  const executionArn = executionArnOf('told');

  beforeAll(() => {
    directory.put({ executionArn, status: 'RUNNING', startedAtMs: 0 });
    const entered = (name: string, iteration?: number) =>
      directory.record(executionArn, 0, {
        type: 'StateEntered',
        stateType: 'Task',
        name,
        input: {},
        ...(iteration !== undefined && { iteration }),
      });
    entered('Map');
    entered('Prepare', 0);
    entered('Prepare', 1);
    entered('Measure', 0);
    entered('Measure', 1);
    entered('After');
  });

  it('says which event each follows from, through the iterations of a Map', async () => {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 1, 1, 2, 3, 5]);
  });

  it('turns pages backwards without being moved by new events', async () => {
    const page = { executionArn, reverseOrder: true, maxResults: 2 };
    const newest = await states.send(new GetExecutionHistoryCommand(page));
    directory.record(executionArn, 0, { type: 'ExecutionAborted' });

    const { nextToken } = newest;
    const older = await states.send(
      new GetExecutionHistoryCommand({ ...page, ...(nextToken !== undefined && { nextToken }) }),
    );

    expect(newest.events?.map(({ id }) => id)).toEqual([6, 5]);
    expect(older.events?.map(({ id }) => id)).toEqual([4, 3]);
  });
});
