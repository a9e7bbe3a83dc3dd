import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../../local/cloud/start-local-cloud.ts';
import { ExecutionDirectory } from '../../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../../local/cloud/states/states-service.ts';
import { failureOf } from '../cloud-clients.ts';
import { ONE_ERROR, VALIDATION } from './conformance-cloud.ts';

const NO_MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:none';
const NO_EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:none:none';

let cloud: RunningLocalCloud;
let states: SFNClient;

beforeAll(async () => {
  cloud = await startLocalCloud({
    additionalServices: [createStatesService(new ExecutionDirectory(), () => 0.5)],
  });
  states = new SFNClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
  });
});

afterAll(async () => {
  states.destroy();
  await cloud.stop();
});

/**
 * Answers of AWS, recorded and typed in by hand: description, command, error name and message. All
 * have status 400.
 */
describe('Step Functions', () => {
  it.each<[string, object, string, string]>([
    [
      'DescribeExecution of an invalid ARN',
      new DescribeExecutionCommand({ executionArn: 'invalid_state_machine_arn' }),
      'InvalidArn',
      "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'",
    ],
    [
      'DescribeExecution of a missing execution',
      new DescribeExecutionCommand({ executionArn: NO_EXECUTION }),
      'ExecutionDoesNotExist',
      `Execution Does Not Exist: '${NO_EXECUTION}'`,
    ],
    [
      'GetExecutionHistory of an invalid ARN',
      new GetExecutionHistoryCommand({ executionArn: 'invalid_state_machine_arn' }),
      'InvalidArn',
      "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'",
    ],
    [
      'GetExecutionHistory of a missing execution',
      new GetExecutionHistoryCommand({ executionArn: NO_EXECUTION }),
      'ExecutionDoesNotExist',
      `Execution Does Not Exist: '${NO_EXECUTION}'`,
    ],
    [
      'StopExecution of a missing execution',
      new StopExecutionCommand({ executionArn: NO_EXECUTION }),
      'ExecutionDoesNotExist',
      `Execution Does Not Exist: '${NO_EXECUTION}'`,
    ],
    [
      'StartExecution of a missing state machine',
      new StartExecutionCommand({ stateMachineArn: NO_MACHINE }),
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${NO_MACHINE}'`,
    ],
    [
      'DescribeStateMachine of an invalid ARN',
      new DescribeStateMachineCommand({ stateMachineArn: 'not_a_valid_arn' }),
      'InvalidArn',
      "Invalid Arn: 'Invalid ARN prefix: not_a_valid_arn'",
    ],
    [
      'ListExecutions of an invalid ARN',
      new ListExecutionsCommand({ stateMachineArn: 'invalid_state_machine_arn' }),
      'InvalidArn',
      "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'",
    ],
    [
      'ListExecutions of a missing state machine',
      new ListExecutionsCommand({ stateMachineArn: NO_MACHINE }),
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${NO_MACHINE}'`,
    ],
    [
      'ListExecutions of a status in lower case',
      new ListExecutionsCommand({
        stateMachineArn: NO_MACHINE,
        statusFilter: 'succeeded' as 'SUCCEEDED',
      }),
      VALIDATION,
      `${ONE_ERROR}Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]`,
    ],
    [
      'ListExecutions with too large a page',
      new ListExecutionsCommand({ stateMachineArn: NO_MACHINE, maxResults: 1001 }),
      VALIDATION,
      `${ONE_ERROR}Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    ],
    [
      'ListExecutions with too long a token',
      new ListExecutionsCommand({ stateMachineArn: NO_MACHINE, nextToken: 'x'.repeat(3097) }),
      VALIDATION,
      `${ONE_ERROR}Value '${'x'.repeat(3097)}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`,
    ],
    [
      'ListStateMachines with too large a page',
      new ListStateMachinesCommand({ maxResults: 1001 }),
      VALIDATION,
      `${ONE_ERROR}Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    ],
    [
      'ListStateMachines with too long a token',
      new ListStateMachinesCommand({ nextToken: 'x'.repeat(1025) }),
      VALIDATION,
      `${ONE_ERROR}Value '${'x'.repeat(1025)}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 1024`,
    ],
  ])('%s', async (_what, command, name, message) => {
    expect(await failureOf(states.send(command as never))).toEqual({ name, status: 400, message });
  });
});
