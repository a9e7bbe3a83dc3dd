import type { CallContext } from './aws-call.ts';
import { type AwsAccess, statesClient } from './clients.ts';
import type { readHistoryBackwards } from './execution-history.ts';
import type { startExecution } from './execution-start.ts';
import type { readExecution, readExecutionStatus } from './execution-status.ts';
import { type Api, bindOperations } from './gateway.ts';

/** All that the tuner's tasks ask of Step Functions. */
export interface StatesOperations {
  readonly startExecution: typeof startExecution;
  readonly readExecutionStatus: typeof readExecutionStatus;
  readonly readExecution: typeof readExecution;
  readonly readHistoryBackwards: typeof readHistoryBackwards;
}

/** Step Functions of the tuner's own region, within a step. */
export type StatesApi = Api<StatesOperations>;

/** Step Functions as one task uses it. */
export function statesApi<Name extends keyof StatesOperations>(
  access: AwsAccess,
  operations: Pick<StatesOperations, Name>,
): (context: CallContext) => Api<Pick<StatesOperations, Name>> {
  const client = statesClient(access);
  return bindOperations(operations, () => client);
}
