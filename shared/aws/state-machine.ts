import { ListStateMachinesCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { type CallContext, callAws } from './aws-call.ts';

/** Most pages. An account has at most 10,000 state machines (Step Functions quotas). */
const PAGE_COUNT_MAX = 10;
const PAGE_SIZE = 1_000;

/**
 * Finds a state machine by name in the client's region.
 *
 * Searches the list, because the ARN contains the account id, and reading that would take another
 * service.
 *
 * @returns Its ARN; `undefined` if there is none of this name.
 * @throws {PermissionDeniedError} If the caller may not list state machines.
 */
export async function findStateMachine(
  client: SFNClient,
  context: CallContext,
  name: string,
): Promise<string | undefined> {
  let nextToken: string | undefined;
  for (let pageCount = 0; pageCount < PAGE_COUNT_MAX; pageCount++) {
    const page = await callAws(`find the state machine "${name}"`, context, (abortSignal) =>
      client.send(
        new ListStateMachinesCommand({
          maxResults: PAGE_SIZE,
          nextToken,
        }),
        { abortSignal },
      ),
    );
    const found = page.stateMachines?.find((machine) => machine.name === name);
    if (found !== undefined) {
      return found.stateMachineArn;
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) {
      return undefined;
    }
  }
  return undefined;
}
