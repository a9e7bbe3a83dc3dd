import type { Account } from './account.ts';

/** The tuner, or the run that is to be followed or read, does not exist. */
export class CannotFollowError extends Error {
  override readonly name = 'CannotFollowError';
}

/**
 * Returns the ARN of the tuner's state machine.
 *
 * @param stateMachine Its name or ARN.
 * @throws {CannotFollowError} If no state machine has this name.
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
