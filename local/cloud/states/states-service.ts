import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { bodyText } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { jsonReply, readJsonAction } from '../wire/json-protocol.ts';
import type { ExecutionDirectory } from './execution-directory.ts';
import {
  describeExecution,
  describeStateMachine,
  listExecutions,
  listStateMachines,
  type Parameters,
  pageOfHistory,
  type StatesPorts,
  startExecution,
  stopExecution,
} from './states-operations.ts';

const PROTOCOL = '1.0';

interface Operation {
  /** Parameter with the ARN of the operation's resource; absent if it concerns all resources. */
  readonly resource?: 'executionArn' | 'stateMachineArn';
  run(ports: StatesPorts, parameters: Parameters): object;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeExecution: { resource: 'executionArn', run: describeExecution },
  GetExecutionHistory: { resource: 'executionArn', run: pageOfHistory },
  StartExecution: { resource: 'stateMachineArn', run: startExecution },
  StopExecution: { resource: 'executionArn', run: stopExecution },
  ListExecutions: { resource: 'stateMachineArn', run: listExecutions },
  DescribeStateMachine: { resource: 'stateMachineArn', run: describeStateMachine },
  ListStateMachines: { run: listStateMachines },
};

/**
 * Creates Step Functions: executions can be started, stopped and read; state machines can be read.
 */
export function createStatesService(directory: ExecutionDirectory, random: Random): CloudService {
  const ports: StatesPorts = { directory, random };
  return {
    signingName: 'states',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottlingException' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => {
      const action = readJsonAction(request);
      const operation = Object.hasOwn(OPERATIONS, action) ? OPERATIONS[action] : undefined;
      if (operation === undefined) {
        throw new ApiError(
          400,
          'UnknownOperationException',
          `No operation "${action}": the local Step Functions has ${Object.keys(OPERATIONS).join(', ')}`,
        );
      }
      const parameters = JSON.parse(bodyText(request)) as Parameters;
      const resource =
        operation.resource === undefined ? '*' : String(parameters[operation.resource]);
      return {
        action,
        resource,
        permissions: [{ action: `states:${action}`, resource }],
        execute: () =>
          jsonReply(PROTOCOL, 200, operation.run(ports, parameters), randomUuid(random)),
      };
    },
    renderError: (error) =>
      jsonReply(
        PROTOCOL,
        error.status,
        { __type: `com.amazonaws.swf.service.v2.model#${error.code}`, message: error.message },
        randomUuid(random),
      ),
  };
}
