import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type CallContext, callAws } from './aws-call.ts';

/**
 * Invocations that the functions of the account without a reservation of their own may have in
 * flight, in the client's region.
 *
 * @throws {PermissionDeniedError} If the role may not read the account's settings.
 */
export async function readUnreservedConcurrency(
  client: LambdaClient,
  context: CallContext,
): Promise<number> {
  const answer = await callAws(
    'read the concurrency limit of the account',
    context,
    (abortSignal) => client.send(new GetAccountSettingsCommand({}), { abortSignal }),
  );
  return answer.AccountLimit?.UnreservedConcurrentExecutions ?? 0;
}
