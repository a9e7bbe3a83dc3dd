import { startExecution } from '../../shared/aws/execution-start.ts';
import { type StatesApi, statesApi } from '../../shared/aws/states-api.ts';
import { taggingApi } from '../../shared/aws/tagged-functions.ts';
import {
  type DispatchOutput,
  dispatchInputSchema,
  dispatchOutputSchema,
  type Occasion,
  occasionOfEvent,
} from '../../shared/contract/dispatch.ts';
import { parseFleetRequest } from '../../shared/contract/fleet-request.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { NotReadyError } from '../../shared/errors.ts';
import {
  type DispatchTarget,
  type OptedInPorts,
  readOptedInTargets,
} from '../../shared/run/opted-in-functions.ts';
import { amountOrNone, jsonObject, nameList, requiredText } from '../../shared/runtime/config.ts';
import type { Step } from '../../shared/runtime/step.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { CLONE_VARIABLES } from '../../shared/task/task-variables.ts';
import { START_INTERVAL_MS, startDelayMs } from './start-pace.ts';

/** Dependencies of Dispatch. */
export interface DispatchPorts
  extends Pick<StatesApi, 'startExecution'>,
    OptedInPorts,
    Pick<Step, 'clock' | 'deadlineMs' | 'warn'> {
  readonly stateMachineArn: string;
  readonly fleetMachineArn: string;
  /** Budget of a fleet, USD; `undefined` if each function gets a separate run. */
  readonly usdMax: Readonly<Record<Occasion['kind'], number | undefined>>;
  /**
   * Functions to tune after a release, and on the schedule. The word `opted-in` stands for every
   * function whose tag allows tuning.
   */
  readonly functionNames: Readonly<Record<Occasion['kind'], readonly string[]>>;
  /** Prefix of every clone's name: a change to a clone is not a release. */
  readonly clonePrefix: string;
}

/**
 * Stands for all functions that opted in by their tag. A function with that very name must be given
 * by its ARN.
 */
const OPTED_IN = 'opted-in';

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
    fleetMachineArn: ['FLEET_MACHINE_ARN', requiredText],
    releaseUsdMax: ['RELEASE_USD_MAX', amountOrNone],
    scheduleUsdMax: ['SCHEDULE_USD_MAX', amountOrNone],
  },
  compose: ({ aws, config: { release, schedule, releaseUsdMax, scheduleUsdMax, ...config } }) => {
    const functionNames = { release, schedule };
    const usdMax = { release: releaseUsdMax, schedule: scheduleUsdMax };
    // Reports an invalid request at the first event after a deployment, instead of in every run.
    for (const functionName of [...release, ...schedule]) {
      parseTuningRequest({ ...config.request, functionName });
    }
    for (const kind of ['release', 'schedule'] as const) {
      if (usdMax[kind] !== undefined && functionNames[kind].length > 0) {
        parseFleetRequest(fleetRequestOf({ ...config, functionNames, usdMax }, kind));
      }
    }
    const statesAt = statesApi(aws, { startExecution });
    const taggingAt = taggingApi(aws);
    return (step) => ({
      ...config,
      ...step,
      ...statesAt(step),
      ...taggingAt(step),
      functionNames,
      usdMax,
    });
  },
  run: dispatch,
});

/**
 * Starts runs for an event, or one fleet if there is a budget for all of them. Events can be
 * delivered twice, and one release causes several. Execution names are derived from the event, so a
 * second delivery starts nothing. Runs of the same function wait for each other.
 *
 * @throws {NotReadyError} If time runs out before all runs are started. Lambda retries the event,
 *   and the next delivery continues where this one stopped.
 */
export async function dispatch(ports: DispatchPorts, event: unknown): Promise<DispatchOutput> {
  const occasion = occasionOfEvent(event);
  if (occasion === undefined) {
    return { executionArns: [], ignored: 'This kind of event starts no runs' };
  }
  const { kind, functionName } = occasion;
  if (ports.usdMax[kind] !== undefined && functionName === undefined) {
    return await startFleet(ports, occasion);
  }
  const { targets, skipped } = await targetsOf(ports, occasion);
  for (const { functionArn, message } of skipped) {
    ports.warn(`Cannot tune ${functionArn} as its own tags ask for it`, { message });
  }
  const output = skipped.length === 0 ? {} : { skipped: [...skipped] };
  if (targets.length === 0) {
    return { ...NOTHING_TO_TUNE, ...output };
  }
  return { executionArns: await startAll(ports, targets, occasion), ...output };
}

const NOTHING_TO_TUNE: DispatchOutput = {
  executionArns: [],
  ignored: 'No function is to be tuned for this event',
};

/** Starts a fleet, which looks up the opted-in functions itself and reports those it leaves out. */
async function startFleet(ports: DispatchPorts, occasion: Occasion): Promise<DispatchOutput> {
  const { kind, identity } = occasion;
  if (ports.functionNames[kind].length === 0) {
    return NOTHING_TO_TUNE;
  }
  const { executionArn } = await ports.startExecution({
    stateMachineArn: ports.fleetMachineArn,
    name: `${kind}-${digestOf(identity).slice(0, 12)}`,
    input: fleetRequestOf(ports, kind),
  });
  return { executionArns: [executionArn] };
}

/** Builds the input of a fleet of all functions to be tuned on an occasion. */
function fleetRequestOf(
  { functionNames, usdMax, request }: Pick<DispatchPorts, 'functionNames' | 'usdMax' | 'request'>,
  kind: Occasion['kind'],
) {
  const names = functionNames[kind].filter((each) => each !== OPTED_IN);
  return {
    ...(names.length > 0 && { functionNames: names }),
    ...(functionNames[kind].includes(OPTED_IN) && { optedIn: true }),
    usdMax: usdMax[kind],
    request,
  };
}

/**
 * Returns the functions to tune. An event that names a function concerns only that one, and only if
 * it is among those to be tuned.
 */
async function targetsOf(ports: DispatchPorts, { kind, functionName }: Occasion) {
  if (functionName?.startsWith(ports.clonePrefix)) {
    return { targets: [], skipped: [] };
  }
  const isConcerned = (each: string) =>
    functionName === undefined || parseFunctionReference(each)?.functionName === functionName;
  const configured = ports.functionNames[kind];
  const names = configured.filter((each) => each !== OPTED_IN);
  const named = names.map((each) => ({ functionName: each, request: ports.request }));
  const optedIn = configured.includes(OPTED_IN)
    ? await readOptedInTargets(ports)
    : { targets: [], skipped: [] };
  const known = new Set(names.map((each) => parseFunctionReference(each)?.functionName));
  const others = optedIn.targets.filter((target) => !known.has(target.functionName));
  return {
    targets: [...named, ...others].filter((target) => isConcerned(target.functionName)),
    skipped: optedIn.skipped.filter(({ functionArn }) => isConcerned(functionArn)),
  };
}

/**
 * An execution started up to this long before this step counts as started by it, because clocks
 * differ.
 */
const CLOCK_DIFFERENCE_MS_MAX = 10_000;

/** Starts the runs one after another. Those that an earlier delivery started cost no time. */
async function startAll(
  ports: DispatchPorts,
  targets: readonly DispatchTarget[],
  occasion: Occasion,
): Promise<string[]> {
  const { clock, deadlineMs } = ports;
  const beganAtMs = clock.nowMs();
  const executionArns: string[] = [];
  let startedCount = 0;
  for (const { functionName, request } of targets) {
    if (clock.nowMs() + START_INTERVAL_MS >= deadlineMs) {
      throw new NotReadyError(
        `Cannot start all runs at once: Lambda repeats the event for the remaining ${targets.length - executionArns.length} of ${exactCountText(targets.length, 'function')}`,
      );
    }
    const { executionArn, startedAtMs = 0 } = await ports.startExecution({
      stateMachineArn: ports.stateMachineArn,
      name: executionName(functionName, occasion),
      input: { onBusy: 'wait', ...request, functionName },
    });
    executionArns.push(executionArn);
    if (startedAtMs >= beganAtMs - CLOCK_DIFFERENCE_MS_MAX) {
      startedCount += 1;
      const delayMs = startDelayMs(startedCount);
      if (delayMs > 0 && executionArns.length < targets.length) await clock.sleepMs(delayMs);
    }
  }
  return executionArns;
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
