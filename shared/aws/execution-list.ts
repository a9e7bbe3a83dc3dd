import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { type CallContext, callAws } from './aws-call.ts';

/** An execution as the list has it. */
export interface ListedExecution {
  readonly name: string;
  readonly status: string;
  readonly startedAtMs: number;
}

const COUNT = 5;

/** The latest executions of a state machine, at most five, the latest first. */
export async function listExecutions(
  client: SFNClient,
  context: CallContext,
  stateMachineArn: string,
): Promise<readonly ListedExecution[]> {
  const { executions = [] } = await callAws('list the last runs', context, (abortSignal) =>
    client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: COUNT }), { abortSignal }),
  );
  return executions.map(({ name = '', status = '', startDate }) => ({
    name,
    status,
    startedAtMs: startDate?.getTime() ?? 0,
  }));
}
