import type * as z from 'zod/mini';
import { statesClient } from '../../shared/aws/clients.ts';
import { startExecution } from '../../shared/aws/execution-start.ts';
import { dispatchInput, dispatchOutput } from '../../shared/contract/dispatch.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { jsonObject, nameList, readConfig, requiredText } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { dispatch } from './dispatch.ts';

/**
 * Composes Dispatch out of the world it runs in.
 *
 * @throws {InvalidRequestError} If the configured request is wrong: the first event tells.
 */
export function dispatchTask(
  world: TaskWorld,
): Task<z.infer<typeof dispatchInput>, z.infer<typeof dispatchOutput>> {
  const { stateMachineArn, clonePrefix, request, release, schedule } = readConfig(
    world.environment,
    {
      stateMachineArn: ['STATE_MACHINE_ARN', requiredText],
      clonePrefix: ['CLONE_PREFIX', requiredText],
      request: ['DISPATCHED_REQUEST', jsonObject],
      release: ['RELEASED_FUNCTION_NAMES', nameList],
      schedule: ['SCHEDULED_FUNCTION_NAMES', nameList],
    },
  );
  for (const functionName of [...release, ...schedule]) {
    parseTuningRequest({ ...request, functionName });
  }
  const states = statesClient(world.aws);
  return {
    name: 'Dispatch',
    input: dispatchInput,
    output: dispatchOutput,
    run: (event, step) =>
      dispatch(
        {
          start: async (name, input) =>
            (await startExecution(states, step, { stateMachineArn, name, input })).executionArn,
          functionNames: { release, schedule },
          request,
          clonePrefix,
        },
        event,
      ),
  };
}
