import { type SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { definedOnly } from '../core/defined-only.ts';
import { CallRejectedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** An execution to start. */
export interface ExecutionStart {
  readonly stateMachineArn: string;
  /** Name of the execution. The same name and input is the same execution. */
  readonly name: string;
  readonly input: unknown;
}

/** `exists`: an execution of this name has ended, or has another input. */
export type StartedExecution = {
  readonly kind: 'started' | 'exists';
  readonly executionArn: string;
  /**
   * When it was started, milliseconds since the Unix epoch. In the past if the same start was
   * requested before. Absent for `exists`.
   */
  readonly startedAtMs?: number;
};

/**
 * Starts an execution of a state machine. Safe to repeat, because the name is given.
 *
 * @throws {PermissionDeniedError} If the caller may not start it.
 * @throws {CallRejectedError} If there is no such state machine, or the name is not valid.
 */
export async function startExecution(
  client: SFNClient,
  context: CallContext,
  { stateMachineArn, name, input }: ExecutionStart,
): Promise<StartedExecution> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    const { startDate } = await callAws(`start "${executionArn}"`, context, (abortSignal) =>
      client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
        { abortSignal },
      ),
    );
    return definedOnly({
      kind: 'started' as const,
      executionArn,
      startedAtMs: startDate?.getTime(),
    });
  } catch (error) {
    if (error instanceof CallRejectedError && error.code === 'ExecutionAlreadyExists') {
      return { kind: 'exists', executionArn };
    }
    throw error;
  }
}

/**
 * Stops an execution at once. Sweep later removes what the execution made.
 *
 * @param cause The reason, for the execution's history.
 * @throws {PermissionDeniedError} If the caller may not stop it.
 */
export async function stopExecution(
  client: SFNClient,
  context: CallContext,
  { executionArn, cause }: { readonly executionArn: string; readonly cause: string },
): Promise<void> {
  await callAws(`stop "${executionArn}"`, context, (abortSignal) =>
    client.send(new StopExecutionCommand({ executionArn, cause }), { abortSignal }),
  );
}
