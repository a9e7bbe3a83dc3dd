import { readObject } from '../../local/deployment/read-object.ts';
import { callAws } from '../../shared/aws/aws-call.ts';
import { s3Client, statesClient } from '../../shared/aws/clients.ts';
import { type ExecutionEvent, readNewEvents } from '../../shared/aws/execution-events.ts';
import { type ListedExecution, listExecutions } from '../../shared/aws/execution-list.ts';
import {
  type ExecutionStart,
  type StartedExecution,
  startExecution,
  stopExecution,
} from '../../shared/aws/execution-start.ts';
import { type DescribedExecution, readExecution } from '../../shared/aws/execution-status.ts';
import { findStateMachine } from '../../shared/aws/state-machine.ts';
import { homeOfArn } from '../../shared/core/function-reference.ts';
import { callContext, cliAccess } from '../cli-access.ts';

/** The calls that the commands make to an AWS account that has the tuner in it. */
export interface Account {
  /** @returns `undefined` if there is no state machine of this name. */
  findStateMachine(name: string): Promise<string | undefined>;
  start(start: ExecutionStart): Promise<StartedExecution>;
  stop(executionArn: string, cause: string): Promise<void>;
  readNewEvents(executionArn: string, seenId: number): Promise<readonly ExecutionEvent[]>;
  readExecution(executionArn: string): Promise<DescribedExecution>;
  /** Latest first, at most `count`. */
  listExecutions(stateMachineArn: string, count: number): Promise<readonly ListedExecution[]>;
  /** @param uri In the form `s3://bucket/key`. */
  readObject(uri: string): Promise<string>;
  close(): void;
}

/** How to reach the account. Unset fields fall back to the environment. */
interface AccountPlace {
  readonly region?: string;
  readonly endpoint?: string;
  /** Name or ARN of the state machine, or ARN of an execution; an ARN also gives the region. */
  readonly stateMachine: string;
}

/** Makes the clients for an account. Nothing is sent yet: problems show at the first call. */
export function connectAccount({ region, endpoint, stateMachine }: AccountPlace): Account {
  const access = cliAccess({ region: region ?? homeOfArn(stateMachine)?.region, endpoint });
  const states = statesClient(access);
  const s3 = s3Client(access);
  return {
    findStateMachine: (name) => findStateMachine(states, callContext(), name),
    start: (start) => startExecution(states, callContext(), start),
    stop: (executionArn, cause) => stopExecution(states, callContext(), { executionArn, cause }),
    readNewEvents: (executionArn, seenId) =>
      readNewEvents(states, callContext(), { executionArn, seenId }),
    readExecution: (executionArn) => readExecution(states, callContext(), executionArn),
    listExecutions: (stateMachineArn, count) =>
      listExecutions(states, callContext(), { stateMachineArn, count }),
    readObject: (uri) => callAws(`read "${uri}"`, callContext(), () => readObject(s3, uri)),
    close: () => {
      states.destroy();
      s3.destroy();
    },
  };
}
