import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionCommand, InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import type { CallRecord } from '../../local/cloud/call-log.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';

/** Runs of a function that does not exist end at once. */
const PARAMS = { changeEnabled: 'true', releasedFunctionNames: 'missing' };
const ADMINISTRATOR = { accessKeyId: 'administrator', secretAccessKey: 'local' };

let account: LocalAccount;
let clients: readonly [EventBridgeClient, SFNClient];

async function start(params: Readonly<Record<string, string>>): Promise<void> {
  account = await startLocalAccount({ params, cloud: { pendingMs: 0 } });
  const { endpoint } = account.cloud;
  const common = { endpoint, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 };
  clients = [new EventBridgeClient(common), new SFNClient(common)];
}

async function stop(): Promise<void> {
  for (const client of clients) client.destroy();
  await account.stop();
}

afterEach(() => {
  account.cloud.cloud.calls.onAppend = () => undefined;
});

/** Resolves once `count` calls of an action were answered; must be called before they begin. */
async function callsOf(action: string, count: number): Promise<readonly CallRecord[]> {
  const { calls } = account.cloud.cloud;
  const found: CallRecord[] = [];
  await new Promise<void>((resolve) => {
    calls.onAppend = (call) => {
      if (call.action === action && found.push(call) === count) resolve();
    };
  });
  return found;
}

function putEvents(...events: readonly object[]) {
  const Entries = events.map((event) => ({ ...event }));
  return clients[0].send(new PutEventsCommand({ Entries }));
}

async function executionCount(): Promise<number> {
  const { stateMachineArn } = account.deployment;
  const { executions } = await clients[1].send(new ListExecutionsCommand({ stateMachineArn }));
  return executions?.length ?? 0;
}

const PIPELINE_EVENT = {
  Source: 'aws.codepipeline',
  DetailType: 'CodePipeline Pipeline Execution State Change',
  Detail: JSON.stringify({ pipeline: 'shop', 'execution-id': 'e-1', state: 'SUCCEEDED' }),
};

/** Returns CloudTrail's event of a change of the function, by a role or, without one, by a user. */
function changeEvent(eventID: string, roleName?: string): object {
  const arn = `arn:aws:iam::123456789012:role/${roleName}`;
  const session = { sessionContext: { sessionIssuer: { arn } } };
  return {
    Source: 'aws.lambda',
    DetailType: 'AWS API Call via CloudTrail',
    Detail: JSON.stringify({
      eventID,
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionCode20150331v2',
      requestParameters: { functionName: 'missing' },
      userIdentity: roleName === undefined ? { type: 'IAMUser' } : session,
    }),
  };
}

describe('a release that is announced to the local cloud', () => {
  beforeAll(() => start({ ...PARAMS, releaseEnabled: 'true' }));
  afterAll(stop);

  it('starts one run, even if it is announced twice', async () => {
    const dispatched = callsOf('StartExecution', 2);

    const answer = await putEvents(PIPELINE_EVENT, PIPELINE_EVENT);
    const calls = await dispatched;

    expect(answer.FailedEntryCount).toBe(0);
    expect(answer.Entries).toHaveLength(2);
    expect(calls.every(({ roleArn }) => roleArn?.endsWith('DispatchRole'))).toBe(true);
    expect(await executionCount()).toBe(1);
  });

  it('refuses only the entries that are malformed', async () => {
    const { FailedEntryCount, Entries } = await putEvents(
      { ...PIPELINE_EVENT, Source: 'shop' },
      { ...PIPELINE_EVENT, Detail: '[]' },
      { ...PIPELINE_EVENT, DetailType: undefined },
      { ...PIPELINE_EVENT, EventBusName: 'other' },
    );

    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map(({ EventId, ErrorCode }) => ErrorCode ?? typeof EventId)).toEqual([
      'string',
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
    ]);
    await expect(putEvents()).rejects.toThrow('between 1 and 10');
  });
});

describe('the rules of a deployment', () => {
  beforeAll(() => start(PARAMS));
  afterAll(stop);

  it.each([
    ['a release that no rule is enabled for', PIPELINE_EVENT],
    [
      'a change that the tuner made',
      changeEvent('own', 'lambda-autotuner/lambda-autotuner-dev-MoveAliasRole'),
    ],
  ])('start nothing for %s', async (subject, event) => {
    const before = await executionCount();
    // The run of the second event fails, and the sweep that its end starts comes last.
    const swept = callsOf('DescribeExecution', 1);

    await putEvents(event, changeEvent(`another before ${subject}`));
    await swept;

    expect(await executionCount()).toBe(before + 1);
  });

  it('start a run for a change that another role made', async () => {
    const dispatched = callsOf('StartExecution', 1);

    await putEvents(changeEvent('foreign', 'Deployer'));

    expect(await dispatched).toMatchObject([{ status: 200 }]);
  });

  it('start the sweep, with its own role, when a run was stopped', async () => {
    const swept = callsOf('DescribeExecution', 1);

    const execution = account.workflow.start({ functionName: 'missing' });
    execution.abort();

    expect(await swept).toMatchObject([
      {
        resource: execution.executionArn,
        status: 200,
        roleArn: expect.stringMatching(/:role\/lambda-autotuner\/lambda-autotuner-dev-SweepRole$/),
      },
    ]);
  });
});

describe("the tuner's own functions", () => {
  beforeAll(() => start({}));
  afterAll(stop);

  it('are listed and described with the deployed code', async () => {
    const { Functions } = await account.lambda.send(new ListFunctionsCommand());
    const { Code, Tags } = await account.lambda.send(
      new GetFunctionCommand({ FunctionName: 'lambda-autotuner-dev-sweep' }),
    );

    expect(Functions).toHaveLength(account.deployment.functions.length);
    expect(
      Functions?.find(({ FunctionName }) => FunctionName === 'lambda-autotuner-dev-sweep'),
    ).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'functions/sweep/handler.handler',
      Role: 'arn:aws:iam::123456789012:role/lambda-autotuner/lambda-autotuner-dev-SweepRole',
      Timeout: 300,
      MemorySize: 512,
    });
    expect(Tags).toEqual({ 'autotuner:service': 'lambda-autotuner' });
    const zip = await (await fetch(Code?.Location ?? '')).bytes();
    expect(Object.keys(unzipSync(zip))).toEqual(['functions/sweep/handler.cjs']);
  });

  it('run their task when they are invoked', async () => {
    const invoke = async (key: string, event: object) => {
      const { Payload, FunctionError } = await account.lambda.send(
        new InvokeCommand({
          FunctionName: `lambda-autotuner-dev-${key}`,
          Payload: JSON.stringify(event),
        }),
      );
      return { FunctionError, answer: JSON.parse(Payload?.transformToString() ?? '') };
    };

    expect(await invoke('sweep', { source: 'aws.events' })).toEqual({
      FunctionError: undefined,
      answer: expect.objectContaining({ sweptRunIds: [], skipped: [] }),
    });
    expect(await invoke('planRound', {})).toEqual({
      FunctionError: 'Unhandled',
      answer: expect.objectContaining({ errorType: 'ContractError' }),
    });
  });
});
