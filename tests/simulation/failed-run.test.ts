import { describe, expect, it } from '@jest/globals';
import { readDefinition } from '../../local/deployment/state-machine-definition.ts';
import { readFailure } from '../../shared/contract/caught-failure.ts';
import { runMachine } from '../support/machine-run.ts';

const { TuningFailed } = readDefinition().States;

/**
 * Runs the last state of the deployed definition with a failure, as the states before it assign it.
 */
async function failWith(failure: object) {
  const { result } = await runMachine(
    {
      StartAt: 'Given',
      States: {
        Given: { Type: 'Pass', Assign: { failure: '{% $states.input %}' }, Next: 'TuningFailed' },
        ...(TuningFailed && { TuningFailed }),
      },
    },
    { input: failure },
  );
  return result;
}

describe('a failure that is reported without calling a Lambda', () => {
  const ofTask = (errorType: string, errorMessage: string) => ({
    Error: errorType,
    Cause: JSON.stringify({ errorType, errorMessage, trace: ['Error: "}', ' at {1}'] }),
  });

  it.each([
    [ofTask('FunctionNotFoundError', 'No such function [permanent]'), 'permanent'],
    [ofTask('NotReadyError', 'Wait {} for it [notReady]'), 'notReady'],
    [ofTask('FunctionBusyError', 'Another run [throttled] is at it [conflict]'), 'conflict'],
    [ofTask('Sandbox.Timedout', 'Task timed out after 25 seconds'), 'transient'],
    [ofTask('TypeError', 'x is "not"\na \\ function'), 'unknown'],
    [{ Error: 'Runtime.ExitError', Cause: '{"errorMessage":"signal: killed"}' }, 'unknown'],
    [{ Error: 'Runtime.ExitError', Cause: '{"errorMessage":""}' }, 'unknown'],
    [ofTask('TypeError', 'x is not a function'), 'unknown'],
    [{ Error: 'States.Timeout' }, 'transient'],
    [{ Error: 'States.Timeout', Cause: '' }, 'transient'],
    [{ Error: 'States.Runtime', Cause: 'No state "A"' }, 'permanent'],
    [{ Error: 'States.QueryEvaluationError', Cause: 'returned nothing (undefined).' }, 'permanent'],
    [{ Error: 'States.DataLimitExceeded', Cause: 'too large' }, 'permanent'],
    [{ Error: 'Lambda.TooManyRequestsException', Cause: 'Rate Exceeded.' }, 'throttled'],
    [{ Error: 'Lambda.ServiceException', Cause: 'An error occurred' }, 'transient'],
    [{ Error: 'Lambda.AWSLambdaException', Cause: 'An error occurred' }, 'transient'],
    [{ Error: 'Lambda.SdkClientException', Cause: 'Connection reset' }, 'transient'],
    [{ Error: 'Lambda.ClientExecutionTimeoutException', Cause: 'No answer' }, 'transient'],
    [{ Error: 'Lambda.ResourceNotFoundException', Cause: 'Function not found' }, 'permanent'],
    [{ Error: 'Lambda.Unknown', Cause: '{"errorType":"cut in the mid' }, 'unknown'],
    [{ Error: 'Lambda.Unknown', Cause: 'Returned payload: {"errorMessage":"exited"}' }, 'unknown'],
  ])('%j ends with its message and one category', async (caught, category) => {
    const result = await failWith(caught);

    // A task that reads the failure finds the same category.
    expect(readFailure(caught).category).toBe(category);
    expect(result).toEqual({
      status: 'FAILED',
      error: caught.Error,
      cause: `${readFailure(caught).message} [${category}]`,
    });
  });
});
