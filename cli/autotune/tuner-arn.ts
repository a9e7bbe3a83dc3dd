import type { Account } from './account.ts';

/** There is no tuner, or no run of it, to start, follow or read. */
export class CannotFollowError extends Error {
  override readonly name = 'CannotFollowError';
}

/**
 * The ARN of the tuner's state machine.
 *
 * @param stateMachine Its name or ARN.
 * @throws {CannotFollowError} If there is none of this name.
 */
export async function tunerArn(
  account: Pick<Account, 'findStateMachine'>,
  stateMachine: string,
): Promise<string> {
  const arn = stateMachine.startsWith('arn:')
    ? stateMachine
    : await account.findStateMachine(stateMachine);
  if (arn === undefined) {
    throw new CannotFollowError(
      `Cannot find the state machine "${stateMachine}": deploy the tuner to this account and region, or name another one with --stage, --region or --state-machine`,
    );
  }
  return arn;
}
