import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { ExecutionDirectory } from '../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../local/cloud/states/states-service.ts';
import type { StateMachineDefinition } from '../../local/workflow/engine/definition.ts';
import { StateMachine } from '../../local/workflow/state-machine.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { failureOf } from './cloud-clients.ts';

const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:machine';
const ROLE_ARN = 'arn:aws:iam::123456789012:role/machine';
const executionArnOf = (name: string) =>
  `arn:aws:states:us-east-1:123456789012:execution:machine:${name}`;

const TASK_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:broken';

/** Waits, fails or breaks if the input says so. */
const DEFINITION: StateMachineDefinition = {
  StartAt: 'Choose',
  States: {
    Choose: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $exists($states.input.seconds) %}', Next: 'Wait' },
        { Condition: '{% $exists($states.input.error) %}', Next: 'GiveUp' },
        { Condition: '{% $exists($states.input.defect) %}', Next: 'Break' },
      ],
      Default: 'Done',
    },
    Wait: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Next: 'Done' },
    GiveUp: { Type: 'Fail', Error: '{% $states.input.error %}', Cause: 'as asked' },
    Break: { Type: 'Task', Resource: TASK_ARN, Next: 'Done' },
    Done: {
      Type: 'Pass',
      Assign: { seen: '{% $type($states.input) %}' },
      Output: { b: 2 },
      End: true,
    },
  },
};

/** The state machine's clock. Nothing advances it, so an execution that waits keeps waiting. */
const clock = new VirtualClock(1_000);
const directory = new ExecutionDirectory();
const defects: unknown[] = [];
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
  new StateMachine({
    definition: DEFINITION,
    stateMachineArn: STATE_MACHINE_ARN,
    roleArn: ROLE_ARN,
    region: 'us-east-1',
    clock,
    random: () => 0.5,
    executions: directory,
    runTask: async () => {
      throw new TypeError('a defect');
    },
    onDefect: (error) => defects.push(error),
  });
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

const describeExecution = (name: string) =>
  states.send(new DescribeExecutionCommand({ executionArn: executionArnOf(name) }));

describe('StartExecution', () => {
  it('returns the running execution for the same name and input', async () => {
    const first = await start('twice', '{"seconds":1}');
    const second = await start('twice', '{"seconds":1}');

    expect(second).toMatchObject({
      executionArn: executionArnOf('twice'),
      startDate: new Date(1_000),
    });
    expect(second.executionArn).toBe(first.executionArn);
  });

  it('refuses a name with another input, and one whose execution has ended', async () => {
    await start('taken', '{"seconds":1}');
    const other = await failureOf(start('taken', '{"seconds": 1}'));
    await states.send(new StopExecutionCommand({ executionArn: executionArnOf('taken') }));
    const ended = await failureOf(start('taken', '{"seconds":1}'));

    expect(other).toMatchObject({ name: 'ExecutionAlreadyExists', status: 400 });
    expect(ended).toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArnOf('taken')}'`,
    });
  });

  it.each([
    [
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${STATE_MACHINE_ARN}-other'`,
      { stateMachineArn: `${STATE_MACHINE_ARN}-other` },
    ],
    ['InvalidArn', "Invalid Arn: 'Invalid ARN prefix: other'", { stateMachineArn: 'other' }],
    ['InvalidName', "Invalid Name: 'no spaces'", { name: 'no spaces' }],
    [
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Invalid execution input.'",
      { input: '{' },
    ],
    [
      'ValidationException',
      "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
      { input: `"${'x'.repeat(262_143)}"` },
    ],
  ])('refuses with %s', async (name, message, parameters) => {
    const command = new StartExecutionCommand({
      stateMachineArn: STATE_MACHINE_ARN,
      ...parameters,
    });

    expect(await failureOf(states.send(command))).toMatchObject({ name, message });
  });

  it('accepts an input of 262,144 bytes', async () => {
    const input = `"${'x'.repeat(262_142)}"`;

    await start('largest', input);

    expect(await describeExecution('largest')).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('DescribeExecution', () => {
  it('returns the input and the output of an execution', async () => {
    await start('told', '{"a": 1}');

    expect(await describeExecution('told')).toMatchObject({
      executionArn: executionArnOf('told'),
      stateMachineArn: STATE_MACHINE_ARN,
      name: 'told',
      status: 'SUCCEEDED',
      input: '{"a": 1}',
      inputDetails: { included: true },
      output: '{"b":2}',
      outputDetails: { included: true },
      startDate: new Date(1_000),
      stopDate: new Date(1_000),
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it('returns the error of a failed execution, and no data if none is requested', async () => {
    await start('failed', '{"error": "SomeError"}');

    const described = await states.send(
      new DescribeExecutionCommand({
        executionArn: executionArnOf('failed'),
        includedData: 'METADATA_ONLY',
      }),
    );

    expect(described).toMatchObject({
      status: 'FAILED',
      error: 'SomeError',
      cause: 'as asked',
      redriveStatus: 'REDRIVABLE',
    });
    expect(described.input).toBeUndefined();
  });

  it.each([
    [`${executionArnOf('none')}`, 'ExecutionDoesNotExist', 'Execution Does Not Exist: '],
    ['none', 'InvalidArn', 'Invalid Arn: '],
  ])('refuses %s', async (executionArn, name, message) => {
    const failure = await failureOf(states.send(new DescribeExecutionCommand({ executionArn })));

    expect(failure).toMatchObject({
      name,
      status: 400,
      message: expect.stringContaining(message),
    });
  });
});

describe('an execution with a defect', () => {
  it('is failed in its description and in its history, and the defect is reported', async () => {
    await start('broken', '{"defect": true}');
    const failure = { error: 'States.Runtime', cause: expect.stringContaining('a defect') };

    const { events } = await states.send(
      new GetExecutionHistoryCommand({ executionArn: executionArnOf('broken') }),
    );

    expect(await describeExecution('broken')).toMatchObject({ status: 'FAILED', ...failure });
    expect(events?.at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      executionFailedEventDetails: failure,
    });
    expect(defects).toMatchObject([{ name: 'TypeError', message: 'a defect' }]);
  });
});

describe('StopExecution', () => {
  it('stops an execution, and leaves one alone that has ended', async () => {
    await start('stopped', '{"seconds":1}');
    const executionArn = executionArnOf('stopped');

    await states.send(
      new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'no time' }),
    );
    const again = await states.send(new StopExecutionCommand({ executionArn, cause: 'later' }));

    expect(await describeExecution('stopped')).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'no time',
    });
    expect(again.stopDate).toEqual(new Date(1_000));
  });
});

describe('ListExecutions', () => {
  it('lists the latest first, page by page, and by status', async () => {
    await start('listed-1', '{}');
    await start('listed-2', '{}');
    const page = { stateMachineArn: STATE_MACHINE_ARN, maxResults: 1 };

    const first = await states.send(new ListExecutionsCommand(page));
    const { nextToken } = first;
    const second = await states.send(
      new ListExecutionsCommand({ ...page, ...(nextToken !== undefined && { nextToken }) }),
    );
    const aborted = await states.send(
      new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN, statusFilter: 'ABORTED' }),
    );

    expect(first.executions?.map(({ name }) => name)).toEqual(['listed-2']);
    expect(second.executions?.map(({ name }) => name)).toEqual(['listed-1']);
    expect(aborted.executions?.every(({ status }) => status === 'ABORTED')).toBe(true);
  });

  it('refuses an unknown status', async () => {
    const statusFilter = 'succeeded' as never;
    const command = new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE_ARN, statusFilter });

    expect(await failureOf(states.send(command))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'succeeded' at 'statusFilter' failed to satisfy"),
    });
  });
});

describe('a state machine', () => {
  it('is listed, and described with its definition', async () => {
    const { stateMachines } = await states.send(new ListStateMachinesCommand({}));
    const described = await states.send(
      new DescribeStateMachineCommand({ stateMachineArn: STATE_MACHINE_ARN }),
    );

    expect(stateMachines).toMatchObject([{ name: 'machine', stateMachineArn: STATE_MACHINE_ARN }]);
    expect(described).toMatchObject({ status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE_ARN });
    expect(JSON.parse(described.definition ?? '')).toEqual(DEFINITION);
  });
});

describe('GetExecutionHistory', () => {
  const executionArn = executionArnOf('history');

  beforeAll(() => start('history', '{"a": 1}'));

  it('returns the events of the execution, oldest first', async () => {
    const { events } = await states.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events).toMatchObject([
      {
        id: 1,
        previousEventId: 0,
        timestamp: new Date(1_000),
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"a":1}', roleArn: ROLE_ARN },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'ChoiceStateEntered',
        stateEnteredEventDetails: { name: 'Choose', input: '{"a":1}' },
      },
      { id: 3, previousEventId: 2, type: 'ChoiceStateExited' },
      { id: 4, previousEventId: 3, type: 'PassStateEntered' },
      {
        id: 5,
        previousEventId: 4,
        type: 'PassStateExited',
        stateExitedEventDetails: {
          name: 'Done',
          output: '{"b":2}',
          assignedVariables: { seen: '"object"' },
          assignedVariablesDetails: { truncated: false },
        },
      },
      {
        id: 6,
        previousEventId: 5,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '{"b":2}' },
      },
    ]);
  });

  it('returns pages backwards, without data if none is requested', async () => {
    const options = {
      executionArn,
      reverseOrder: true,
      maxResults: 4,
      includeExecutionData: false,
    };
    const first = await states.send(new GetExecutionHistoryCommand(options));
    const { nextToken } = first;
    const second = await states.send(
      new GetExecutionHistoryCommand({ ...options, ...(nextToken !== undefined && { nextToken }) }),
    );

    expect(first.events?.map(({ id }) => id)).toEqual([6, 5, 4, 3]);
    expect(first.events?.[1]?.stateExitedEventDetails).toEqual({ name: 'Done' });
    expect(second.events?.map(({ id }) => id)).toEqual([2, 1]);
    expect(second.nextToken).toBeUndefined();
  });

  it('does not shift backward pages when events are added', async () => {
    const waiting = executionArnOf('turned');
    await start('turned', '{"seconds":1}');
    const page = { executionArn: waiting, reverseOrder: true, maxResults: 2 };

    const newest = await states.send(new GetExecutionHistoryCommand(page));
    await states.send(new StopExecutionCommand({ executionArn: waiting }));
    const { nextToken } = newest;
    const older = await states.send(
      new GetExecutionHistoryCommand({ ...page, ...(nextToken !== undefined && { nextToken }) }),
    );

    expect(newest.events?.map(({ id }) => id)).toEqual([4, 3]);
    expect(older.events?.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('refuses a token that it did not issue', async () => {
    const command = new GetExecutionHistoryCommand({ executionArn, nextToken: 'x' });

    expect(await failureOf(states.send(command))).toMatchObject({
      name: 'InvalidToken',
      status: 400,
    });
  });
});
