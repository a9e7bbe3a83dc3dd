import { describe, expect, it } from '@jest/globals';
import type { StateMachineDefinition } from '../../../../../local/workflow/engine/definition.ts';
import { StateError } from '../../../../../local/workflow/engine/state-error.ts';
import {
  chainOf,
  FUNCTION_ARN,
  failedLambda,
  runMachine,
  runState,
} from '../../../../support/machine-run.ts';

/*
 * Each case was executed by Step Functions itself, for a public test suite of another project: the
 * order, the ids and the chain of events are as they were recorded there.
 */

const INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION = { Type: 'Task', Resource: FUNCTION_ARN } as const;
const INTEGRATION = { Type: 'Task', Resource: INVOKE, Arguments: { Payload: 1 } } as const;
const FALLBACK = [{ ErrorEquals: ['States.ALL'], Next: 'Fallback' }];

describe('the history of a task', () => {
  it('of a Lambda function that succeeds', async () => {
    const { events } = await runState(FUNCTION, { input: 'hello', runTask: ({ input }) => input });

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 TaskStateEntered',
      '3 2 LambdaFunctionScheduled',
      '4 3 LambdaFunctionStarted',
      '5 4 LambdaFunctionSucceeded',
      '6 5 TaskStateExited',
      '7 6 ExecutionSucceeded',
    ]);
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toEqual({
      input: '"hello"',
      inputDetails: { truncated: false },
      resource: FUNCTION_ARN,
    });
    expect(events[4]?.lambdaFunctionSucceededEventDetails).toEqual({
      output: '"hello"',
      outputDetails: { truncated: false },
    });
  });

  it('of a Lambda function that fails', async () => {
    const { events, result } = await runState(FUNCTION, {
      runTask: () => {
        throw failedLambda('Exception');
      },
    });

    expect(chainOf(events).slice(3)).toEqual([
      '4 3 LambdaFunctionStarted',
      '5 4 LambdaFunctionFailed',
      '6 5 ExecutionFailed',
    ]);
    const failure = { error: 'Exception', cause: failedLambda('Exception').cause };
    expect(events[4]?.lambdaFunctionFailedEventDetails).toEqual(failure);
    expect(events[5]?.executionFailedEventDetails).toEqual(failure);
    expect(result).toEqual({ status: 'FAILED', ...failure });
  });

  it('of a Lambda function that takes too long', async () => {
    const { events, durationMs } = await runState(
      { ...FUNCTION, TimeoutSeconds: 5 },
      { runTask: (_work, clock) => clock.sleepMs(60_000) },
    );

    expect(chainOf(events).slice(2)).toEqual([
      '3 2 LambdaFunctionScheduled',
      '4 3 LambdaFunctionStarted',
      '5 4 LambdaFunctionTimedOut',
      '6 5 ExecutionFailed',
    ]);
    expect(events[2]?.lambdaFunctionScheduledEventDetails?.timeoutInSeconds).toBe(5);
    expect(events[4]?.lambdaFunctionTimedOutEventDetails).toEqual({ error: 'States.Timeout' });
    expect(events[5]?.executionFailedEventDetails).toEqual({ error: 'States.Timeout' });
    expect(durationMs).toBe(5_000);
  });

  it('of an integration that is retried, and caught', async () => {
    const { events } = await runMachine(
      {
        StartAt: 'Task',
        States: {
          Task: {
            ...INTEGRATION,
            Retry: [{ ErrorEquals: ['Exception'], MaxAttempts: 1 }],
            Catch: [{ ...FALLBACK[0], Assign: { failure: '{% $states.errorOutput %}' } } as never],
            Next: 'Fallback',
          },
          Fallback: { Type: 'Pass', End: true },
        },
      },
      {
        runTask: () => {
          throw failedLambda('Exception');
        },
      },
    );

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 TaskStateEntered',
      '3 2 TaskScheduled',
      '4 3 TaskStarted',
      '5 4 TaskFailed',
      '6 5 TaskScheduled',
      '7 6 TaskStarted',
      '8 7 TaskFailed',
      '9 8 TaskStateExited',
      '10 9 PassStateEntered',
      '11 10 PassStateExited',
      '12 11 ExecutionSucceeded',
    ]);
    const place = { resource: 'invoke', resourceType: 'lambda' };
    expect(events[2]?.taskScheduledEventDetails).toEqual({
      ...place,
      region: 'us-east-1',
      parameters: '{"Payload":1}',
    });
    expect(events[3]?.taskStartedEventDetails).toEqual(place);
    expect(events[4]?.taskFailedEventDetails).toMatchObject({ ...place, error: 'Exception' });
    const { output, assignedVariables } = events[8]?.stateExitedEventDetails ?? {};
    expect(JSON.parse(output ?? '')).toEqual({
      Error: 'Exception',
      Cause: failedLambda('Exception').cause,
    });
    expect(assignedVariables).toEqual({ failure: output });
  });

  it.each([
    [FUNCTION, FUNCTION_ARN, 'LambdaFunctionFailed'],
    [INTEGRATION, 'lambda', 'TaskFailed'],
  ])('of a result that is too large (%j)', async (state, what, type) => {
    const { events, result } = await runState(state, { runTask: () => 'ë'.repeat(131_072) });

    expect(events.at(-2)?.type).toBe(type);
    expect(result).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  });
});

describe('the history of a Map', () => {
  const mapOver = (
    inner: StateMachineDefinition['States'],
    fields: object = {},
  ): StateMachineDefinition => ({
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'Inner', States: inner },
        End: true,
        ...fields,
      },
    },
  });

  it('of one iteration after another', async () => {
    const { events, result } = await runMachine(
      mapOver(
        { Inner: { Type: 'Pass', Assign: { innerX: 42 }, End: true } },
        { MaxConcurrency: 1 },
      ),
      { input: [1, 2] },
    );

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 MapStateEntered',
      '3 2 MapStateStarted',
      '4 3 MapIterationStarted',
      '5 4 PassStateEntered',
      '6 5 PassStateExited',
      '7 6 MapIterationSucceeded',
      '8 6 MapIterationStarted',
      '9 8 PassStateEntered',
      '10 9 PassStateExited',
      '11 10 MapIterationSucceeded',
      '12 11 MapStateSucceeded',
      '13 11 MapStateExited',
      '14 13 ExecutionSucceeded',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ index: 1, name: 'Map' });
    expect(events[5]?.stateExitedEventDetails?.assignedVariables).toEqual({ innerX: '42' });
    expect(result).toEqual({ status: 'SUCCEEDED', output: [1, 2] });
  });

  it('of iterations side by side, when one fails', async () => {
    const { events, result } = await runMachine(
      mapOver({ Inner: { ...INTEGRATION, TimeoutSeconds: 5, End: true } }),
      {
        input: [1, 2],
        runTask: (_work, clock) => clock.sleepMs(60_000),
      },
    );

    expect(chainOf(events).slice(2, 6)).toEqual([
      '3 2 MapStateStarted',
      '4 3 MapIterationStarted',
      '5 3 MapIterationStarted',
      '6 4 TaskStateEntered',
    ]);
    const failedId = events.find(({ type }) => type === 'TaskTimedOut')?.id ?? 0;
    expect(chainOf(events).slice(failedId)).toEqual([
      `${failedId + 1} ${failedId} MapIterationFailed`,
      `${failedId + 2} ${failedId} TaskStateAborted`,
      `${failedId + 3} ${failedId} MapIterationAborted`,
      `${failedId + 4} ${failedId} MapStateFailed`,
      `${failedId + 5} ${failedId + 4} ExecutionFailed`,
    ]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('of items that are not a list', async () => {
    const { events } = await runMachine(
      mapOver({ Inner: { Type: 'Pass', End: true } }, { Items: '{% 1 %}' }),
    );

    expect(chainOf(events).slice(1)).toEqual([
      '2 0 MapStateEntered',
      '3 0 EvaluationFailed',
      '4 3 MapStateFailed',
      '5 4 ExecutionFailed',
    ]);
    expect(events.at(-1)?.executionFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Map' (entered at the event id #2). The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    });
  });

  it('of an expression that fails in an iteration', async () => {
    const { events } = await runMachine(
      mapOver({
        Inner: { Type: 'Pass', Next: 'Fallback' },
        Fallback: { Type: 'Pass', Output: { error: '{% $stateError %}' }, End: true },
      }),
      { input: [1] },
    );

    expect(chainOf(events).slice(5)).toEqual([
      '6 5 PassStateExited',
      '7 6 PassStateEntered',
      '8 6 EvaluationFailed',
      '9 8 MapIterationFailed',
      '10 8 MapStateFailed',
      '11 10 ExecutionFailed',
    ]);
    expect(events[7]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Fallback' (entered at the event id #7). The JSONata expression '$stateError' specified for the field 'Output/error' returned nothing (undefined).",
      location: 'Output/error',
      state: 'Fallback',
    });
  });
});

describe('the history of other states', () => {
  it('of a Choice that assigns', async () => {
    const { events } = await runMachine(
      {
        StartAt: 'ChoiceState',
        States: {
          ChoiceState: {
            Type: 'Choice',
            Choices: [
              {
                Condition: '{% $states.input.condition %}',
                Assign: { Assignment: 'Condition assignment' },
                Next: 'ConditionTrue',
              },
            ],
          },
          ConditionTrue: { Type: 'Pass', End: true },
        },
      },
      { input: { condition: true } },
    );

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 ChoiceStateEntered',
      '3 2 ChoiceStateExited',
      '4 3 PassStateEntered',
      '5 4 PassStateExited',
      '6 5 ExecutionSucceeded',
    ]);
    expect(events[2]?.stateExitedEventDetails).toEqual({
      name: 'ChoiceState',
      output: '{"condition":true}',
      outputDetails: { truncated: false },
      assignedVariables: { Assignment: '"Condition assignment"' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  it('of a Fail state: no task has failed', async () => {
    const { events } = await runState({ Type: 'Fail', Error: 'SomeError', Cause: 'of its own' });

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 FailStateEntered',
      '3 2 ExecutionFailed',
    ]);
  });

  it('of an execution that is stopped while it waits', async () => {
    const { events, result, durationMs } = await runState(
      { Type: 'Wait', Seconds: 60 },
      { onEvent: ({ type }, stop) => void (type === 'WaitStateEntered' && stop()) },
    );

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 WaitStateEntered',
      '3 0 ExecutionAborted',
    ]);
    expect(result).toMatchObject({ status: 'ABORTED' });
    expect(durationMs).toBe(0);
  });

  it('of a state whose output is too large', async () => {
    const { events } = await runState(
      { Type: 'Pass', Output: "{% $join([1..5000].($string($) & 'x')) & $states.input %}" },
      { input: 'x'.repeat(262_000) },
    );

    expect(chainOf(events)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 PassStateEntered',
      '3 2 ExecutionFailed',
    ]);
    expect(events[2]?.executionFailedEventDetails).toEqual({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'Work' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('does not treat a defect as a failed run', async () => {
    const defect = runState(FUNCTION, {
      runTask: () => {
        throw new TypeError('a defect of the double');
      },
    });

    await expect(defect).rejects.toThrow('a defect of the double');
    expect(new StateError('A')).toBeInstanceOf(Error);
  });
});
