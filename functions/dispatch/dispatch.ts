import { startExecution } from '../../shared/aws/execution-start.ts';
import { type StatesApi, statesApi } from '../../shared/aws/states-api.ts';
import {
  type DispatchOutput,
  dispatchInputSchema,
  dispatchOutputSchema,
  type Occasion,
  occasionOfEvent,
} from '../../shared/contract/dispatch.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { jsonObject, nameList, requiredText } from '../../shared/runtime/config.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of Dispatch. */
export interface DispatchPorts extends Pick<StatesApi, 'startExecution'> {
  readonly stateMachineArn: string;
  /** The functions that are tuned after a release, and by the schedule. */
  readonly functionNames: Readonly<Record<Occasion['kind'], readonly string[]>>;
  /** Further fields of the request of every run that is started here. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What every clone's name starts with: a change of a clone is no release. */
  readonly clonePrefix: string;
}

/** Dispatch as the workflow runs it. */
export const dispatchTask = defineTask({
  name: 'Dispatch',
  input: dispatchInputSchema,
  output: dispatchOutputSchema,
  config: {
    ...CLONE_VARIABLES,
    stateMachineArn: ['STATE_MACHINE_ARN', requiredText],
    request: ['DISPATCHED_REQUEST', jsonObject],
    release: ['RELEASED_FUNCTION_NAMES', nameList],
    schedule: ['SCHEDULED_FUNCTION_NAMES', nameList],
  },
  compose: ({ aws, config: { release, schedule, ...config } }) => {
    // A wrong request fails the deployment's first event, not each run.
    for (const functionName of [...release, ...schedule]) {
      parseTuningRequest({ ...config.request, functionName });
    }
    const statesAt = statesApi(aws, { startExecution });
    return (step) => ({ ...config, ...statesAt(step), functionNames: { release, schedule } });
  },
  run: dispatch,
});

/**
 * Starts runs for an event. Events come twice, and a release causes several: the execution's name
 * follows from the event, so that a second delivery starts nothing, and runs of the same function
 * wait for each other.
 */
export async function dispatch(ports: DispatchPorts, event: unknown): Promise<DispatchOutput> {
  const occasion = occasionOfEvent(event);
  if (occasion === undefined) {
    return { executionArns: [], ignored: 'The event is no reason to tune anything' };
  }
  const functionNames = functionsOf(ports, occasion);
  if (functionNames.length === 0) {
    return { executionArns: [], ignored: 'No function is configured for this event' };
  }
  const started = await Promise.all(
    functionNames.map((functionName) =>
      ports.startExecution({
        stateMachineArn: ports.stateMachineArn,
        name: executionName(functionName, occasion),
        input: { onBusy: 'wait', ...ports.request, functionName },
      }),
    ),
  );
  return { executionArns: started.map(({ executionArn }) => executionArn) };
}

/** An event that names its function concerns that one, where it is among the configured ones. */
function functionsOf(
  { functionNames, clonePrefix }: DispatchPorts,
  { kind, functionName }: Occasion,
): readonly string[] {
  const configured = functionNames[kind];
  if (functionName === undefined) {
    return configured;
  }
  return functionName.startsWith(clonePrefix)
    ? []
    : configured.filter((each) => parseFunctionReference(each)?.functionName === functionName);
}

/** Longest part of a function's name in an execution's name, which has at most 80 characters. */
const NAME_LENGTH_MAX = 60;

function executionName(functionName: string, { identity }: Occasion): string {
  const digest = digestOf(`${identity} ${functionName}`);
  const readable = (parseFunctionReference(functionName)?.functionName ?? '').slice(
    0,
    NAME_LENGTH_MAX,
  );
  return `${readable}-${digest.slice(0, 12)}`;
}
