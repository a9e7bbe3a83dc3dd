import { randomUUID } from 'node:crypto';
import type { StartedExecution } from '../../shared/aws/execution-start.ts';
import type { Account } from './account.ts';
import { tunerArn } from './tuner-arn.ts';

/** Which run to start. */
export interface RunStart {
  /** Name or ARN of the state machine. */
  readonly stateMachine: string;
  /** Absent: a new name is made. */
  readonly executionName?: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * Starts a run in an account, or finds the one that already has its name.
 *
 * @throws {TunerError} If it cannot be started.
 * @throws {CannotFollowError} If the state machine does not exist.
 */
export async function startRun(
  account: Account,
  { stateMachine, executionName = `autotune-${randomUUID()}`, request }: RunStart,
): Promise<StartedExecution> {
  const stateMachineArn = await tunerArn(account, stateMachine);
  return account.start({ stateMachineArn, name: executionName, input: request });
}
