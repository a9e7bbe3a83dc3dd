import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ExecutionDirectory, ExecutionRecord } from '../cloud/states/execution-directory.ts';
import { type InvokeParameters, invokeDirectly } from './direct-invocation.ts';
import { StateError } from './engine/state-error.ts';
import type { TaskWork } from './engine/task-attempt.ts';

/** Dependencies of the service integrations. */
interface IntegrationPorts {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly executions: ExecutionDirectory;
}

/** Runs one of the service integrations that the tuner's state machines use. */
export async function runIntegration(
  { lambda, s3, executions }: IntegrationPorts,
  { resource, input }: TaskWork,
): Promise<unknown> {
  const [, name = resource] = /:states:::(.+)$/.exec(resource) ?? [];
  switch (name) {
    case 'lambda:invoke':
      return await invokeDirectly(lambda, input as InvokeParameters);
    case 's3:getObject':
      return await readJson(s3, input as ObjectPlace);
    case 'states:startExecution.sync:2':
      return await startAndWait(executions, input as ExecutionParameters);
    default:
      throw new RangeError(
        `Cannot run "${resource}": it must be lambda:invoke, s3:getObject or states:startExecution.sync:2`,
      );
  }
}

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/** @throws {StateError} If the object cannot be read. */
async function readJson(s3: S3Client, place: ObjectPlace): Promise<unknown> {
  const { Bucket, Key } = place;
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
    throw new StateError(`S3.${error.name}`, error.message);
  });
  return JSON.parse((await answer.Body?.transformToString()) ?? 'null');
}

interface ExecutionParameters {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: unknown;
}

/**
 * Starts an execution and waits for its end. If an execution of that name runs with the same input,
 * waits for that one.
 *
 * @throws {StateError} If it cannot be started, or fails.
 */
async function startAndWait(
  executions: ExecutionDirectory,
  { StateMachineArn, Name, Input }: ExecutionParameters,
): Promise<unknown> {
  const machine = executions.findMachine(StateMachineArn);
  if (machine === undefined) {
    throw new StateError(
      'StepFunctions.StateMachineDoesNotExistException',
      `State Machine Does Not Exist: '${StateMachineArn}'`,
    );
  }
  const executionArn = `${StateMachineArn.replace(':stateMachine:', ':execution:')}:${Name}`;
  const inputText = JSON.stringify(Input);
  const before = executions.find(executionArn);
  if (before === undefined) {
    machine.start(inputText, Name);
  } else if (before.status !== 'RUNNING' || before.inputText !== inputText) {
    throw new StateError(
      'StepFunctions.ExecutionAlreadyExistsException',
      `Execution Already Exists: '${executionArn}'`,
    );
  }
  const end = await executions.whenEnded(executionArn);
  const described = descriptionOf(end);
  if (end.status !== 'SUCCEEDED') {
    throw new StateError('States.TaskFailed', JSON.stringify(described));
  }
  return described;
}

/** Describes an execution as `.sync:2` returns it: input and output are parsed JSON. */
function descriptionOf(record: ExecutionRecord): object {
  const { executionArn, stateMachineArn, name, status, startedAtMs, stoppedAtMs } = record;
  const { inputText, outputText, error, cause } = record;
  return {
    ExecutionArn: executionArn,
    StateMachineArn: stateMachineArn,
    Name: name,
    Status: status,
    StartDate: startedAtMs,
    StopDate: stoppedAtMs,
    Input: JSON.parse(inputText),
    InputDetails: { Included: true },
    ...(outputText !== undefined && {
      Output: JSON.parse(outputText),
      OutputDetails: { Included: true },
    }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
  };
}
