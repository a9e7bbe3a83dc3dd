import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { ExecutionDirectory } from '../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../local/cloud/states/states-service.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { failureOf } from './cloud-clients.ts';

const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:machine:run';

let cloud: RunningLocalCloud;
let client: SFNClient;

beforeAll(async () => {
  const executions = new ExecutionDirectory();
  executions.put({ executionArn, status: 'ABORTED', startedAtMs: 1_000, stoppedAtMs: 4_000 });
  executions.record(executionArn, 1_000, { type: 'ExecutionStarted', input: { a: 1 } });
  const work = { stateType: 'Task', name: 'Work' };
  executions.record(executionArn, 2_000, { type: 'StateEntered', ...work, input: { a: 1 } });
  executions.record(executionArn, 3_000, { type: 'StateExited', ...work, output: { b: 2 } });
  executions.record(executionArn, 4_000, { type: 'ExecutionAborted', cause: 'enough' });
  cloud = await startLocalCloud({
    additionalServices: [createStatesService(executions, seededRandom(1))],
  });
  client = new SFNClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

describe('GetExecutionHistory', () => {
  it('tells what the execution went through, oldest first', async () => {
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));

    expect(events).toMatchObject([
      { id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{"a":1}' } },
      {
        id: 2,
        previousEventId: 1,
        timestamp: new Date(2_000),
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'Work', input: '{"a":1}' },
      },
      {
        id: 3,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'Work', output: '{"b":2}' },
      },
      { id: 4, type: 'ExecutionAborted', executionAbortedEventDetails: { cause: 'enough' } },
    ]);
  });

  it('goes backwards page by page, and leaves out what nobody asked for', async () => {
    const options = {
      executionArn,
      reverseOrder: true,
      maxResults: 3,
      includeExecutionData: false,
    };
    const first = await client.send(new GetExecutionHistoryCommand(options));
    const { nextToken } = first;
    const second = await client.send(new GetExecutionHistoryCommand({ ...options, nextToken }));

    expect(first.events?.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(first.events?.[1]?.stateExitedEventDetails).toEqual({ name: 'Work' });
    expect(second.events?.map(({ id }) => id)).toEqual([1]);
    expect(second.nextToken).toBeUndefined();
  });

  it('knows no other execution, and no token that it did not give', async () => {
    const absent = `${executionArn}-2`;

    expect(
      await failureOf(client.send(new GetExecutionHistoryCommand({ executionArn: absent }))),
    ).toMatchObject({ name: 'ExecutionDoesNotExist', status: 400 });
    expect(
      await failureOf(
        client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: 'x' })),
      ),
    ).toMatchObject({ name: 'InvalidToken', status: 400 });
  });
});
