import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type CallContext, callAws } from './aws-call.ts';
import type { FunctionInput } from './gateway.ts';

/**
 * Returns how many invocations may be in flight at once among all functions without reserved
 * concurrency, in the account and region of the given function.
 *
 * @throws {PermissionDeniedError} If the role may not read the account's settings.
 */
export async function readUnreservedConcurrency(
  client: LambdaClient,
  context: CallContext,
  { functionArn }: FunctionInput,
): Promise<number> {
  const answer = await callAws(
    `read the concurrency limit of the account of "${functionArn}"`,
    context,
    (abortSignal) => client.send(new GetAccountSettingsCommand({}), { abortSignal }),
  );
  return answer.AccountLimit?.UnreservedConcurrentExecutions ?? 0;
}
