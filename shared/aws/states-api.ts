import type { CallContext } from './aws-call.ts';
import { type AwsAccess, statesClient } from './clients.ts';
import type { readHistoryBackwards } from './execution-history.ts';
import type { startExecution } from './execution-start.ts';
import type { readExecution, readExecutionStatus } from './execution-status.ts';
import { type Api, bindOperations } from './gateway.ts';

/** All operations of Step Functions that the tuner's tasks use. */
export interface StatesOperations {
  readonly startExecution: typeof startExecution;
  readonly readExecutionStatus: typeof readExecutionStatus;
  readonly readExecution: typeof readExecution;
  readonly readHistoryBackwards: typeof readHistoryBackwards;
}

/** Step Functions of the tuner's own region, within a step. */
export type StatesApi = Api<StatesOperations>;

/** Returns the Step Functions operations for one task. */
export function statesApi<Name extends keyof StatesOperations>(
  access: AwsAccess,
  operations: Pick<StatesOperations, Name>,
): (context: CallContext) => Api<Pick<StatesOperations, Name>> {
  const client = statesClient(access);
  return bindOperations(operations, () => client);
}
