import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { type CallContext, callAws } from './aws-call.ts';

/** An execution as it is listed. */
export interface ListedExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAtMs: number;
}

/**
 * Lists the latest executions of a state machine, newest first.
 *
 * @param count Most executions to list, 1 to 1000.
 */
export async function listExecutions(
  client: SFNClient,
  context: CallContext,
  { stateMachineArn, count }: { readonly stateMachineArn: string; readonly count: number },
): Promise<readonly ListedExecution[]> {
  const { executions = [] } = await callAws('list the last runs', context, (abortSignal) =>
    client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: count }), { abortSignal }),
  );
  return executions.map(({ executionArn = '', name = '', status = '', startDate }) => ({
    executionArn,
    name,
    status,
    startedAtMs: startDate?.getTime() ?? 0,
  }));
}
