import { randomUUID } from 'node:crypto';
import type { StartedExecution } from '../../shared/aws/execution-start.ts';
import type { Account } from './account.ts';

/** The run cannot be started or followed, for a reason that is no failure of a call. */
class CannotFollowError extends Error {
  override readonly name = 'CannotFollowError';
}

/** Which run to start. */
export interface RunStart {
  /** Name or ARN of the state machine. */
  readonly stateMachine: string;
  /** Absent: a new one. */
  readonly executionName?: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * Starts a run in an account, or finds the one of its name.
 *
 * @throws {TunerError} If it cannot be started.
 */
export async function startRun(
  account: Account,
  { stateMachine, executionName = `autotune-${randomUUID()}`, request }: RunStart,
): Promise<StartedExecution> {
  const stateMachineArn = stateMachine.startsWith('arn:')
    ? stateMachine
    : await account.findStateMachine(stateMachine);
  if (stateMachineArn === undefined) {
    throw new CannotFollowError(
      `Cannot find the state machine "${stateMachine}": deploy the tuner to this account and region, or name another one with --stage, --region or --state-machine`,
    );
  }
  return account.start({ stateMachineArn, name: executionName, input: request });
}
