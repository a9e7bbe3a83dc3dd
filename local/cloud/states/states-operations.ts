import type { Random } from '../../../shared/runtime/random.ts';
import { ApiError } from '../wire/api-error.ts';
import { randomUuid } from '../wire/identifiers.ts';
import {
  type DeployedStateMachine,
  type ExecutionDirectory,
  type ExecutionRecord,
  redriveOf,
  type StopReason,
} from './execution-directory.ts';
import { renderEvent } from './execution-history.ts';

/** Dependencies of the Step Functions operations. */
export interface StatesPorts {
  readonly directory: ExecutionDirectory;
  readonly random: Random;
}

/** The parsed body of a request, of any shape. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Items of one page: default and maximum. */
const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;

/** Maximum token lengths: of most operations, and of ListExecutions. */
const TOKEN_LENGTH_MAX = 1024;
const EXECUTIONS_TOKEN_LENGTH_MAX = 3096;

/** Largest input of an execution, bytes (quotas). */
const INPUT_BYTES_MAX = 262_144;

/** Names that Step Functions accepts (API reference, StartExecution), less strict on Unicode. */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

/** DescribeExecution: status, input and output of an execution. */
export function describeExecution({ directory }: StatesPorts, parameters: Parameters): object {
  const record = executionOf(directory, parameters);
  const { inputText, outputText, error, cause } = record;
  const hasData = parameters.includedData !== 'METADATA_ONLY';
  const included = { included: true };
  return {
    ...summaryOf(record),
    ...(hasData && { input: inputText, inputDetails: included }),
    ...(hasData && outputText !== undefined && { output: outputText, outputDetails: included }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...redriveOf(record),
  };
}

function summaryOf(record: ExecutionRecord): object {
  const { executionArn, stateMachineArn, name, status, startedAtMs, stoppedAtMs } = record;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: startedAtMs / 1000,
    ...(stoppedAtMs !== undefined && { stopDate: stoppedAtMs / 1000 }),
    redriveCount: 0,
  };
}

/** ListExecutions: one page of a state machine's executions, latest first. */
export function listExecutions({ directory }: StatesPorts, parameters: Parameters): object {
  const { statusFilter, nextToken } = parameters;
  const size = pageSizeOf(parameters);
  checkTokenLength(nextToken, EXECUTIONS_TOKEN_LENGTH_MAX);
  if (statusFilter !== undefined && !STATUSES.includes(String(statusFilter))) {
    throw invalidParameter(
      `Value '${String(statusFilter)}' at 'statusFilter'`,
      `Member must satisfy enum value set: [${STATUSES.join(', ')}]`,
    );
  }
  const { stateMachineArn } = machineOf(directory, parameters);
  const records = directory
    .listExecutions(stateMachineArn)
    .filter(({ status }) => statusFilter === undefined || status === statusFilter);
  const first = readToken(nextToken) ?? 0;
  const last = first + size;
  return {
    executions: records.slice(first, last).map(summaryOf),
    ...(last < records.length && { nextToken: String(last) }),
  };
}

/**
 * GetExecutionHistory: one page of an execution's events. The token is the id of the next event, so
 * that events added in between do not shift the pages.
 */
export function pageOfHistory({ directory }: StatesPorts, parameters: Parameters): object {
  const { reverseOrder, nextToken, includeExecutionData } = parameters;
  const step = reverseOrder === true ? -1 : 1;
  const size = pageSizeOf(parameters);
  checkTokenLength(nextToken, TOKEN_LENGTH_MAX);
  const { events } = executionOf(directory, parameters);
  const page: object[] = [];
  let id = readToken(nextToken) ?? (step === 1 ? 1 : events.length);
  for (; page.length < size; id += step) {
    const event = events[id - 1];
    if (event === undefined) break;
    page.push(renderEvent(event, includeExecutionData !== false));
  }
  return { events: page, ...(events[id - 1] !== undefined && { nextToken: String(id) }) };
}

function pageSizeOf({ maxResults }: Parameters): number {
  const size = Number(maxResults ?? 0);
  if (size > PAGE_SIZE_MAX) {
    throw invalidParameter(
      `Value '${size}' at 'maxResults'`,
      `Member must have value less than or equal to ${PAGE_SIZE_MAX}`,
    );
  }
  return size || PAGE_SIZE_DEFAULT;
}

/** @throws {ApiError} If it is longer than any token that the service issues. */
function checkTokenLength(token: unknown, lengthMax: number): void {
  if (typeof token === 'string' && token.length > lengthMax) {
    throw invalidParameter(
      `Value '${token}' at 'nextToken'`,
      `Member must have length less than or equal to ${lengthMax}`,
    );
  }
}

/** @throws {ApiError} If the service cannot have issued it. */
function readToken(token: unknown): number | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token !== 'string' || !/^\d+$/.test(token)) {
    throw new ApiError(400, 'InvalidToken', `Invalid Token: '${String(token)}'`);
  }
  return Number(token);
}

/** StartExecution. With the name and the input of a running execution, returns that one. */
export function startExecution({ directory, random }: StatesPorts, parameters: Parameters): object {
  const { name = randomUuid(random), input = '{}' } = parameters;
  const machine = machineOf(directory, parameters);
  if (typeof name !== 'string' || !EXECUTION_NAME.test(name)) {
    throw new ApiError(400, 'InvalidName', `Invalid Name: '${String(name)}'`);
  }
  const inputText = String(input);
  checkInput(inputText);
  const executionArn = `${machine.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const before = directory.find(executionArn);
  if (before === undefined) {
    machine.start(inputText, name);
  } else if (before.status !== 'RUNNING' || before.inputText !== inputText) {
    throw new ApiError(
      400,
      'ExecutionAlreadyExists',
      `Execution Already Exists: '${executionArn}'`,
    );
  }
  const { startedAtMs } = executionOf(directory, { executionArn });
  return { executionArn, startDate: startedAtMs / 1000 };
}

function checkInput(text: string): void {
  if (Buffer.byteLength(text) > INPUT_BYTES_MAX) {
    throw invalidParameter(
      "Value at 'input'",
      `Member must have length less than or equal to ${INPUT_BYTES_MAX}`,
    );
  }
  try {
    JSON.parse(text);
  } catch {
    throw new ApiError(
      400,
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Invalid execution input.'",
    );
  }
}

/** StopExecution. An execution that has ended is left unchanged. */
export function stopExecution({ directory }: StatesPorts, parameters: Parameters): object {
  const { executionArn, stateMachineArn, status } = executionOf(directory, parameters);
  if (status === 'RUNNING') {
    const { error, cause } = parameters as StopReason;
    directory.findMachine(stateMachineArn)?.abort(executionArn, { error, cause });
  }
  const { stoppedAtMs, startedAtMs } = executionOf(directory, parameters);
  return { stopDate: (stoppedAtMs ?? startedAtMs) / 1000 };
}

/** ListStateMachines: all of them, on one page. */
export function listStateMachines({ directory }: StatesPorts, parameters: Parameters): object {
  pageSizeOf(parameters);
  checkTokenLength(parameters.nextToken, TOKEN_LENGTH_MAX);
  return { stateMachines: directory.listMachines().map(machineSummary) };
}

/** DescribeStateMachine, with the definition. */
export function describeStateMachine({ directory }: StatesPorts, parameters: Parameters): object {
  const machine = machineOf(directory, parameters);
  return {
    ...machineSummary(machine),
    status: 'ACTIVE',
    definition: machine.definitionText,
    roleArn: machine.roleArn,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}

function machineSummary({ stateMachineArn, createdAtMs }: DeployedStateMachine): object {
  return {
    stateMachineArn,
    name: stateMachineArn.split(':').at(-1),
    type: 'STANDARD',
    creationDate: createdAtMs / 1000,
  };
}

/** @throws {ApiError} If there is no such execution. */
function executionOf(
  directory: ExecutionDirectory,
  { executionArn }: { readonly executionArn?: unknown },
): ExecutionRecord {
  const arn = readArn(executionArn);
  const record = directory.find(arn);
  if (record === undefined) {
    throw new ApiError(400, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }
  return record;
}

/** @throws {ApiError} If there is no such state machine. */
function machineOf(
  directory: ExecutionDirectory,
  { stateMachineArn }: { readonly stateMachineArn?: unknown },
): DeployedStateMachine {
  const arn = readArn(stateMachineArn);
  const machine = directory.findMachine(arn);
  if (machine === undefined) {
    throw new ApiError(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }
  return machine;
}

/** @throws {ApiError} If it is not an ARN. */
function readArn(arn: unknown): string {
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) {
    throw new ApiError(400, 'InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${String(arn)}'`);
  }
  return arn;
}

function invalidParameter(what: string, constraint: string): ApiError {
  return new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: ${what} failed to satisfy constraint: ${constraint}`,
  );
}
