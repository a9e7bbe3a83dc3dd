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

/** An AWS account with the tuner in it, as far as a command line uses it. */
export interface Account {
  /** @returns `undefined` if there is no state machine of this name. */
  findStateMachine(name: string): Promise<string | undefined>;
  start(start: ExecutionStart): Promise<StartedExecution>;
  stop(executionArn: string, cause: string): Promise<void>;
  readNewEvents(executionArn: string, seenId: number): Promise<readonly ExecutionEvent[]>;
  readExecution(executionArn: string): Promise<DescribedExecution>;
  /** The latest first, at most so many. */
  listExecutions(stateMachineArn: string, count: number): Promise<readonly ListedExecution[]>;
  /** @param uri As `s3://bucket/key`. */
  readObject(uri: string): Promise<string>;
  close(): void;
}

/** How to reach it. What is absent is as the environment has it. */
interface AccountPlace {
  readonly region?: string;
  readonly endpoint?: string;
  /** Name or ARN of the state machine, or ARN of an execution; an ARN has the region in it. */
  readonly stateMachine: string;
}

/** Connects to an account; the first call shows whether that was possible. */
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
