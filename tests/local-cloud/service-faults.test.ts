import { GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MetricStatusCode } from '../../local/cloud/cloud-service.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, ROLE_ARN, zipOf } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const SOURCE = 'export const handler = async () => 1;';
const NOON_MS = Date.UTC(2026, 10, 1, 12);
const MINUTE_MS = 60_000;

let running: RunningLocalCloud;
let clients: CloudClients;

beforeEach(async () => {
  running = await startLocalCloud({ pendingMs: 0, executionHost: createScriptedHost() });
  clients = createCloudClients(running.endpoint);
});

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

describe('a snapshot that Lambda refuses', () => {
  const create = (overrides: Partial<CreateFunctionCommandInput> = {}) =>
    clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'snap',
        Runtime: 'java21',
        Handler: 'index.handler',
        Role: ROLE_ARN,
        Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
        SnapStart: { ApplyOn: 'PublishedVersions' },
        Publish: true,
        ...overrides,
      }),
    );

  beforeEach(() => {
    running.cloud.faults.add({
      action: 'CreateFunction',
      callCount: 1,
      fault: { kind: 'halfDone' },
    });
  });

  it('is answered with 429 after the function was created, without a version', async () => {
    const refused = await create().catch((error) => error);
    const again = await failureOf(create());

    expect(refused).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentSnapshotCreateLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    expect(again).toEqual({
      name: 'ResourceConflictException',
      status: 409,
      message: 'Function already exist: snap',
    });
    expect(running.cloud.listFunctions()).toMatchObject([{ functionName: 'snap', versions: [] }]);
    const published = await clients.lambda.send(
      new PublishVersionCommand({ FunctionName: 'snap' }),
    );
    expect(published.Version).toBe('1');
  });

  it('does not affect a function that needs none', async () => {
    expect((await create({ Publish: false })).Version).toBe('$LATEST');
  });
});

describe('the memory limit of the account', () => {
  it.each(['InvalidParameterValueException', 'ValidationException'] as const)(
    'is reported as %s',
    async (memoryLimitError) => {
      const capped = await startLocalCloud({ pendingMs: 0, memoryMbMax: 3008, memoryLimitError });
      const { lambda, destroy } = createCloudClients(capped.endpoint);

      const failure = await failureOf(deploy(lambda, 'large', SOURCE, { MemorySize: 3009 }));

      expect(failure).toEqual({
        name: memoryLimitError,
        status: 400,
        message:
          "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008",
      });
      destroy();
      await capped.stop();
    },
  );
});

describe('a concurrent update', () => {
  it.each([
    [
      'UpdateFunctionConfiguration',
      () =>
        clients.lambda.send(
          new UpdateFunctionConfigurationCommand({ FunctionName: 'target', MemorySize: 256 }),
        ),
    ],
    [
      'PublishVersion',
      () => clients.lambda.send(new PublishVersionCommand({ FunctionName: 'target' })),
    ],
  ] as const)('makes %s fail with 409, and change nothing', async (action, call) => {
    await deploy(clients.lambda, 'target', SOURCE);
    const before = running.cloud.listFunctions();
    running.cloud.faults.add({ action, callCount: 1, fault: { kind: 'concurrentUpdate' } });

    const failure = await failureOf(call());

    expect(failure).toEqual({
      name: 'ResourceConflictException',
      status: 409,
      message: 'The function could not be updated due to a concurrent update operation.',
    });
    expect(running.cloud.listFunctions()).toEqual(before);
    await call();
  });
});

describe('GetMetricData page by page', () => {
  const query = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Period: 60, Stat: 'Sum' },
  });
  const ask = async (input: Partial<GetMetricDataCommandInput> = {}) => {
    const { MetricDataResults = [], NextToken } = await clients.cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(NOON_MS),
        EndTime: new Date(NOON_MS + 60 * MINUTE_MS),
        MetricDataQueries: [query('calls', 'Invocations'), query('errors', 'Errors')],
        ...input,
      }),
    );
    return {
      nextToken: NextToken,
      results: MetricDataResults.map(({ Values, StatusCode }) => [StatusCode, Values]),
    };
  };

  beforeEach(() => {
    for (const minute of [0, 1, 2]) {
      for (const metricName of ['Invocations', 'Errors']) {
        const atMs = NOON_MS + minute * MINUTE_MS;
        running.cloud.metrics.record({ metricName, functionName: 'f', atMs, value: minute });
      }
    }
  });

  it('splits the values into pages, and marks the queries that continue', async () => {
    const first = await ask({ MaxDatapoints: 2 });
    const second = await ask({ MaxDatapoints: 2, NextToken: first.nextToken });
    const third = await ask({ MaxDatapoints: 2, NextToken: second.nextToken });

    expect([first.results, second.results, third.results]).toEqual([
      [
        ['PartialData', [2, 1]],
        ['PartialData', []],
      ],
      [
        ['Complete', [0]],
        ['PartialData', [2]],
      ],
      [
        ['Complete', []],
        ['Complete', [1, 0]],
      ],
    ]);
    expect(third.nextToken).toBeUndefined();
  });

  it('returns everything at once if it fits', async () => {
    const { results, nextToken } = await ask({ MaxDatapoints: 6 });

    expect(results).toEqual([
      ['Complete', [2, 1, 0]],
      ['Complete', [2, 1, 0]],
    ]);
    expect(nextToken).toBeUndefined();
  });

  it.each<[string, Partial<GetMetricDataCommandInput>, string]>([
    ['no values at all', { MaxDatapoints: 0 }, 'ValidationException'],
    ['more values than an answer may have', { MaxDatapoints: 100_801 }, 'ValidationException'],
    ['an unknown token', { NextToken: 'x' }, 'InvalidNextToken'],
  ])('refuses %s', async (_what, input, name) => {
    expect(await failureOf(ask(input))).toMatchObject({ name, status: 400 });
  });

  it.each<MetricStatusCode>(['InternalError', 'PartialData', 'Forbidden'])(
    'answers %s without values if that fault is injected',
    async (statusCode) => {
      running.cloud.faults.add({
        action: 'GetMetricData',
        callCount: 1,
        fault: { kind: 'metricStatus', statusCode },
      });

      expect((await ask()).results).toEqual([
        [statusCode, []],
        [statusCode, []],
      ]);
      expect((await ask()).results[0]).toEqual(['Complete', [2, 1, 0]]);
    },
  );

  it('may begin with an empty page', async () => {
    running.cloud.faults.add({ action: 'GetMetricData', fault: { kind: 'emptyPage' } });

    const first = await ask();
    const second = await ask({ NextToken: first.nextToken });

    expect(first.results).toEqual([
      ['PartialData', []],
      ['PartialData', []],
    ]);
    expect(second.results[0]).toEqual(['Complete', [2, 1, 0]]);
    expect(second.nextToken).toBeUndefined();
  });
});
