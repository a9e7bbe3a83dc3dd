import { describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../local/workflow/state-machine-definition.ts';
import { readFailure } from '../../shared/contract/caught-failure.ts';
import { NamedError, runInBoth } from '../support/state-machine/both-interpreters.ts';

const WORK = { Type: 'Task', Resource: 'arn:aws:lambda:x', TimeoutSeconds: 10 };

describe('StateMachineExecution agrees with aws-local-stepfunctions', () => {
  it('on parameters, result paths, intrinsics, choices and passes', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          ...WORK,
          Parameters: { 'id.$': '$$.Execution.Id', 'a.$': '$.deep.a', fixed: [1] },
          ResultSelector: { 'got.$': '$.echo' },
          ResultPath: '$.deep.result',
          Next: 'Choose',
        },
        Choose: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.deep.a', StringMatches: 'no*', Next: 'Lost' },
            { Variable: '$.flag', BooleanEquals: true, Next: 'Say' },
          ],
          Default: 'Lost',
        },
        Lost: { Type: 'Fail', Error: 'LostError', Cause: 'lost' },
        Say: {
          Type: 'Pass',
          Parameters: {
            'text.$': "States.Format('{}:{}', $.deep.a, $$.Execution.Id)",
            'json.$': 'States.StringToJson($.text)',
            'all.$': '$.deep',
          },
          ResultPath: '$.said',
          Next: 'End',
        },
        End: { Type: 'Succeed' },
      },
    };

    const [ours, theirs] = await runInBoth(
      definition,
      { deep: { a: 'yes' }, flag: true, text: '{"n":1}' },
      () => (input) => ({ echo: input }),
    );

    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ status: 'SUCCEEDED', output: { said: { json: { n: 1 } } } });
  });

  it('on retries and catches', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          ...WORK,
          Retry: [
            { ErrorEquals: ['SlowError'], IntervalSeconds: 1, MaxAttempts: 2 },
            { ErrorEquals: ['BusyError'], IntervalSeconds: 1, MaxAttempts: 1 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Fallen' }],
          End: true,
        },
        Fallen: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
      },
    };
    const failing = (names: readonly string[]) => () => {
      const left = [...names];
      return () => {
        const name = left.shift();
        if (name !== undefined) throw new NamedError(name);
        return 'done';
      };
    };

    for (const names of [
      ['SlowError', 'SlowError'],
      ['SlowError', 'BusyError', 'SlowError'],
      ['SlowError', 'SlowError', 'SlowError'],
      ['BusyError', 'BusyError'],
      ['OtherError'],
    ]) {
      const [ours, theirs] = await runInBoth(definition, {}, failing(names));
      expect(ours).toEqual(theirs);
    }
  });

  it('on Maps', async () => {
    const definition = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemSelector: { 'item.$': '$$.Map.Item.Value', 'shared.$': '$.shared' },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Inner',
            States: { Inner: { ...WORK, ResultPath: '$.out', End: true } },
          },
          ResultPath: '$.results',
          End: true,
        },
      },
    };

    const [ours, theirs] = await runInBoth(
      definition,
      { items: [1, 2, 3], shared: 's' },
      () => (input) => Number(input.item) * 2,
    );

    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ output: { results: [{ out: 2 }, { out: 4 }, { out: 6 }] } });
  });
});

/** The deployed definition from a state on, with nothing that cannot be reached from there. */
function statesFrom(StartAt: string): object {
  const { States } = readDefinition();
  const reached = new Set([StartAt]);
  // A set that grows while it is gone through is gone through to its end.
  for (const name of reached) {
    for (const [, next = ''] of JSON.stringify(States[name]).matchAll(
      /"(?:Next|Default)":"(\w+)"/g,
    )) {
      reached.add(next);
    }
  }
  return { StartAt, States: Object.fromEntries([...reached].map((name) => [name, States[name]])) };
}

describe('a failure that no Lambda may be called for any more', () => {
  const failing = statesFrom('HasCause');
  const ofTask = (errorType: string, errorMessage: string) => ({
    Error: errorType,
    Cause: JSON.stringify({ errorType, errorMessage, trace: ['Error: "}', ' at {1}'] }),
  });

  it.each([
    [ofTask('FunctionNotFoundError', 'No such function [permanent]'), 'permanent'],
    [ofTask('NotReadyError', 'Wait {} for it [notReady]'), 'notReady'],
    [ofTask('FunctionBusyError', 'Another run [throttled] is at it [conflict]'), 'conflict'],
    [ofTask('Sandbox.Timedout', 'Task timed out after 25 seconds'), 'transient'],
    [{ Error: 'Runtime.ExitError', Cause: '{"errorMessage":"signal: killed"}' }, 'unknown'],
    [ofTask('TypeError', 'x is not a function'), 'unknown'],
    [{ Error: 'States.Timeout' }, 'transient'],
    [{ Error: 'States.Timeout', Cause: '' }, 'transient'],
    [{ Error: 'States.Runtime', Cause: 'Path "$.a" leads nowhere' }, 'permanent'],
    [{ Error: 'States.DataLimitExceeded', Cause: 'too large' }, 'permanent'],
    [{ Error: 'Lambda.TooManyRequestsException', Cause: 'Rate Exceeded.' }, 'throttled'],
    [{ Error: 'Lambda.ServiceException', Cause: 'An error occurred' }, 'transient'],
    [{ Error: 'Lambda.AWSLambdaException', Cause: 'An error occurred' }, 'transient'],
    [{ Error: 'Lambda.SdkClientException', Cause: 'Connection reset' }, 'transient'],
    [{ Error: 'Lambda.ClientExecutionTimeoutException', Cause: 'No answer' }, 'transient'],
    [{ Error: 'Lambda.ResourceNotFoundException', Cause: 'Function not found' }, 'permanent'],
    [{ Error: 'Lambda.Unknown', Cause: '{"errorType":"cut in the mid' }, 'unknown'],
  ])('%j ends with its message and one category', async (caught, category) => {
    const [ours, theirs] = await runInBoth(failing, caught, () => () => undefined);

    expect(ours).toEqual(theirs);
    // Whoever reads the failure in a task comes to the same.
    expect(readFailure(caught).category).toBe(category);
    expect(ours).toEqual({
      status: 'FAILED',
      error: caught.Error,
      cause: `${readFailure(caught).message} [${category}]`,
    });
  });
});
