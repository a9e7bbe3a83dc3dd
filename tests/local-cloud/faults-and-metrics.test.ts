import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import type { Fault } from '../../local/cloud/faults.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, invoke } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';
import { createStalledClock, type StalledClock } from './stalled-clock.ts';

const SOURCE = 'export const handler = async () => 1;';

let clock: StalledClock;
let running: RunningLocalCloud;
let clients: CloudClients;

beforeEach(async () => {
  clock = createStalledClock();
  running = await startLocalCloud({
    clock,
    pendingMs: 0,
    executionHost: createScriptedHost((_spec, { payload }) => {
      const { durationMs, fails } = JSON.parse(Buffer.from(payload).toString());
      return { durationMs, ...(fails ? { kind: 'functionError' as const, payload } : {}) };
    }),
  });
  clients = createCloudClients(running.endpoint);
  await deploy(clients.lambda, 'target', SOURCE);
});

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

function getTarget() {
  return clients.lambda.send(new GetFunctionCommand({ FunctionName: 'target' }));
}

describe('FaultPlan', () => {
  it.each<[Fault, { name: string; status: number }]>([
    [{ kind: 'throttle' }, { name: 'TooManyRequestsException', status: 429 }],
    [
      { kind: 'serverError', status: 502 },
      { name: 'ServiceException', status: 502 },
    ],
    [{ kind: 'denied' }, { name: 'AccessDeniedException', status: 403 }],
  ])('answers %j as Lambda does', async (fault, expected) => {
    running.cloud.faults.add({ service: 'lambda', action: 'GetFunction', fault });

    expect(await failureOf(getTarget())).toMatchObject(expected);
    expect(await clients.lambda.send(new ListFunctionsCommand({}))).toBeDefined();
  });

  it('answers throttling as S3 does', async () => {
    running.cloud.faults.add({ service: 's3', fault: { kind: 'throttle' } });

    expect(
      await failureOf(clients.s3.send(new CreateBucketCommand({ Bucket: 'store' }))),
    ).toMatchObject({ name: 'SlowDown', status: 503 });
  });

  it('affects the calls it is planned for, and counts them', async () => {
    running.cloud.faults.add({
      action: 'GetFunction',
      resource: 'arn:aws:lambda:us-east-1:123456789012:function:target',
      fromCall: 2,
      callCount: 2,
      fault: { kind: 'throttle' },
    });

    const outcomes: boolean[] = [];
    for (let call = 0; call < 5; call += 1) {
      outcomes.push(
        await getTarget().then(
          () => true,
          () => false,
        ),
      );
    }

    expect(outcomes).toEqual([true, false, false, true, true]);
    expect(running.cloud.faults.list()).toMatchObject([{ matchedCalls: 5, injectedCalls: 2 }]);
  });

  it('loses the answer of a call that took effect', async () => {
    running.cloud.faults.add({ action: 'DeleteFunction', fault: { kind: 'lostResponse' } });

    const failure = await failureOf(
      clients.lambda.send(new DeleteFunctionCommand({ FunctionName: 'target' })),
    );

    expect(failure.name).toMatch(/ECONNRESET|Error|TimeoutError/);
    expect(failure.status).toBeUndefined();
    expect(running.cloud.listFunctions()).toEqual([]);
    expect(running.cloud.calls.list().at(-1)).toMatchObject({ status: 0 });
  });

  it('breaks the connection before a call takes effect', async () => {
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'store' }));
    running.cloud.faults.add({ action: 'PutObject', callCount: 1, fault: { kind: 'reset' } });
    const put = () =>
      clients.s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'k', Body: 'x' }));

    const failure = await failureOf(put());

    expect(failure.status).toBeUndefined();
    expect(running.cloud.listBucketKeys('store')).toEqual([]);
    await put();
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'store', Key: 'k' }));
    expect(await Body?.transformToString()).toBe('x');
  });

  it('delays a call on the clock of the cloud', async () => {
    const startMs = clock.nowMs();
    running.cloud.faults.add({ fault: { kind: 'slow', delayMs: 60_000 } });

    await getTarget();

    expect(clock.nowMs() - startMs).toBe(60_000);
  });
});

describe('GetMetricData', () => {
  async function query(MetricName: string, Stat: string, Resource?: string) {
    return (await resultOf(clients.cloudwatch, MetricName, Stat, Resource))?.Values;
  }

  async function resultOf(
    client: CloudWatchClient,
    MetricName: string,
    Stat: string,
    Resource?: string,
  ) {
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.UTC(2026, 9, 31)),
        EndTime: new Date(Date.UTC(2026, 10, 2)),
        MetricDataQueries: [
          {
            Id: 'q1',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Lambda',
                MetricName,
                Dimensions: [
                  { Name: 'FunctionName', Value: 'target' },
                  ...(Resource === undefined ? [] : [{ Name: 'Resource', Value: Resource }]),
                ],
              },
              Period: 3600,
              Stat,
            },
          },
        ],
      }),
    );
    return MetricDataResults?.[0];
  }

  it('answers from the invocations that were made', async () => {
    for (const durationMs of [10, 20, 30, 40, 100]) {
      await invoke(clients.lambda, 'target', { durationMs });
    }
    await invoke(clients.lambda, 'target', { durationMs: 1, fails: true });

    expect(await query('Invocations', 'Sum')).toEqual([6]);
    expect(await query('Errors', 'Sum')).toEqual([1]);
    expect(await query('Duration', 'Maximum')).toEqual([100]);
    expect(await query('Duration', 'Minimum')).toEqual([1]);
    // (10 + 20 + 30 + 40 + 100 + 1) / 6 = 33.5; the median lies between 20 and 30.
    expect(await query('Duration', 'Average')).toEqual([33.5]);
    expect(await query('Duration', 'p50')).toEqual([25]);
    expect(await query('Duration', 'SampleCount')).toEqual([6]);
  });

  it('answers from seeded observations, newest period first', async () => {
    const hourMs = 3_600_000;
    for (const [hour, value] of [
      [0, 5],
      [1, 7],
      [1, 9],
    ] as const) {
      running.cloud.metrics.record({
        metricName: 'Duration',
        functionName: 'target',
        resource: 'target:live',
        atMs: clock.nowMs() + hour * hourMs,
        value,
      });
    }

    expect(await query('Duration', 'Average')).toEqual([8, 5]);
    expect(await query('Duration', 'Average', 'target:live')).toEqual([8, 5]);
    expect(await query('Duration', 'Average', 'target:other')).toEqual([]);
  });

  it('answers in CBOR, which the AWS CLI uses, the same as in JSON', async () => {
    const options = {
      endpoint: running.endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    };
    const inCbor = new CloudWatchClient({ ...options, protocol: SmithyRpcV2CborProtocol });
    await invoke(clients.lambda, 'target', { durationMs: 12.5 });

    try {
      const result = await resultOf(inCbor, 'Duration', 'Average');

      expect(result).toMatchObject({ Values: [12.5], Timestamps: [expect.any(Date)] });
      expect(result).toEqual(await resultOf(clients.cloudwatch, 'Duration', 'Average'));
      const failure = await failureOf(resultOf(inCbor, 'Duration', 'unheard-of'));
      expect(failure).toMatchObject({
        status: 400,
        message: expect.stringContaining('unheard-of'),
      });
    } finally {
      inCbor.destroy();
    }
  });
});
