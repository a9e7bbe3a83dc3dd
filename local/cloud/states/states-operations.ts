import type { Random } from '../../../shared/runtime/random.ts';
import { ApiError } from '../wire/api-error.ts';
import { randomUuid } from '../wire/identifiers.ts';
import type { ExecutionDirectory, ExecutionRecord } from './execution-directory.ts';
import { renderEvent } from './execution-history.ts';

/** What the operations work with. */
export interface StatesPorts {
  readonly directory: ExecutionDirectory;
  readonly random: Random;
}

/** The body of a request: of any shape. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Events of one page where the caller does not say, and at the most. */
const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;

/** What Step Functions takes as a name (API reference, StartExecution), less strict on Unicode. */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;

/** How an execution stands. */
export function describeExecution({ directory }: StatesPorts, parameters: Parameters): object {
  const { executionArn, status, startedAtMs, stoppedAtMs } = existing(directory, parameters);
  const [name] = executionArn.split(':').slice(-1);
  return {
    executionArn,
    stateMachineArn: stateMachineArnOf(executionArn),
    name,
    status,
    startDate: startedAtMs / 1000,
    ...(stoppedAtMs !== undefined && { stopDate: stoppedAtMs / 1000 }),
  };
}

/**
 * Events of an execution, a page of them. The token is the id of the next event, so that events
 * which come in between move nothing.
 */
export function pageOfHistory({ directory }: StatesPorts, parameters: Parameters): object {
  const { executionArn } = existing(directory, parameters);
  const { reverseOrder, maxResults, nextToken, includeExecutionData } = parameters;
  const events = directory.eventsOf(executionArn);
  const step = reverseOrder === true ? -1 : 1;
  const size = Math.min(
    Number(maxResults ?? PAGE_SIZE_DEFAULT) || PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
  );
  const page: object[] = [];
  let id = readToken(nextToken) ?? (step === 1 ? 1 : events.length);
  for (; page.length < size; id += step) {
    const event = events[id - 1];
    if (event === undefined) break;
    page.push(renderEvent(event, id, includeExecutionData !== false));
  }
  return { events: page, ...(events[id - 1] !== undefined && { nextToken: String(id) }) };
}

/** @throws {ApiError} If it is none that was given out. */
function readToken(token: unknown): number | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token !== 'string' || !/^\d+$/.test(token)) {
    throw new ApiError(400, 'InvalidToken', `Invalid Token: '${String(token)}'`);
  }
  return Number(token);
}

/** Starts an execution. The same name with the same input is the same one, as long as it runs. */
export function startExecution({ directory, random }: StatesPorts, parameters: Parameters): object {
  const { stateMachineArn, name = randomUuid(random), input = '{}' } = parameters;
  const host = directory.findHost(String(stateMachineArn));
  if (host === undefined) {
    throw new ApiError(
      400,
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${String(stateMachineArn)}'`,
    );
  }
  if (typeof name !== 'string' || !EXECUTION_NAME.test(name)) {
    throw new ApiError(400, 'InvalidName', `Invalid Name: '${String(name)}'`);
  }
  const inputText = String(input);
  const parsedInput = readInput(inputText);
  const executionArn = `${host.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const before = directory.find(executionArn);
  if (before === undefined) {
    host.start(parsedInput, name);
    directory.put({ ...existing(directory, { executionArn }), inputText });
  } else if (before.status !== 'RUNNING' || before.inputText !== inputText) {
    throw new ApiError(
      400,
      'ExecutionAlreadyExists',
      `Execution Already Exists: '${executionArn}'`,
    );
  }
  const { startedAtMs } = existing(directory, { executionArn });
  return { executionArn, startDate: startedAtMs / 1000 };
}

function readInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(
      400,
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'it is not JSON'",
    );
  }
}

/** Stops an execution. One that has ended stays as it is. */
export function stopExecution({ directory }: StatesPorts, parameters: Parameters): object {
  const { executionArn, status, startedAtMs, stoppedAtMs } = existing(directory, parameters);
  if (status === 'RUNNING') {
    directory.findHost(stateMachineArnOf(executionArn))?.abort(executionArn);
  }
  const lastEventAtMs = directory.eventsOf(executionArn).at(-1)?.atMs;
  return { stopDate: (stoppedAtMs ?? lastEventAtMs ?? startedAtMs) / 1000 };
}

function stateMachineArnOf(executionArn: string): string {
  return executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
}

/** All state machines, on one page. */
export function listStateMachines({ directory }: StatesPorts): object {
  return {
    stateMachines: directory.listHosts().map(({ stateMachineArn }) => ({
      stateMachineArn,
      name: stateMachineArn.split(':').at(-1),
      type: 'STANDARD',
      creationDate: 0,
    })),
  };
}

/** @throws {ApiError} If there is no such execution. */
function existing(
  directory: ExecutionDirectory,
  { executionArn }: { readonly executionArn?: unknown },
): ExecutionRecord {
  const record = directory.find(String(executionArn));
  if (record === undefined) {
    throw new ApiError(
      400,
      'ExecutionDoesNotExist',
      `Execution Does Not Exist: '${String(executionArn)}'`,
    );
  }
  return record;
}
