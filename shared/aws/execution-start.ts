import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type CallContext, callAws } from './aws-call.ts';
import type { SdkError } from './error-category.ts';

/** One execution to start. */
export interface ExecutionOrder {
  readonly stateMachineArn: string;
  /** Unique for 90 days: the same name never starts twice. */
  readonly name: string;
  readonly input: unknown;
}

/**
 * Starts an execution of the state machine, once for each name: asked again with the same name, it
 * answers with the execution that there is.
 */
export async function startExecution(
  client: SFNClient,
  context: CallContext,
  { stateMachineArn, name, input }: ExecutionOrder,
): Promise<string> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  await callAws(`start "${executionArn}"`, context, async (abortSignal) => {
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
        { abortSignal },
      );
    } catch (error) {
      if ((error as SdkError).name !== 'ExecutionAlreadyExists') {
        throw error;
      }
    }
  });
  return executionArn;
}
