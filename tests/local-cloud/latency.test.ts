import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LATENCY_PROFILES } from '../../local/cloud/latency-profile.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { invoke, ROLE_ARN, zipOf } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';
import { createStalledClock, type StalledClock } from './stalled-clock.ts';

const FunctionName = 'target';

let clock: StalledClock;
let running: RunningLocalCloud;
let clients: CloudClients;

beforeEach(async () => {
  clock = createStalledClock();
  running = await startLocalCloud({
    clock,
    random: () => 0.5,
    executionHost: createScriptedHost(),
    ...LATENCY_PROFILES.account,
  });
  clients = createCloudClients(running.endpoint);
});

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

/** Returns how far the clock advanced during the work, milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = clock.nowMs();
  await work();
  return clock.nowMs() - startedAtMs;
}

function createTarget() {
  return clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE_ARN,
      Code: { ZipFile: zipOf({ 'index.mjs': 'export const handler = () => 1;' }) },
      Publish: true,
    }),
  );
}

const read = () => clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));

describe('a local cloud with the latencies of an account', () => {
  it('adds 60 to 120 ms to a control-plane call, and 20 ms to one of S3', async () => {
    expect(await timed(createTarget)).toBe(90);
    expect(await timed(read)).toBe(90);
    const createBucket = () => clients.s3.send(new CreateBucketCommand({ Bucket: 'store' }));
    expect(await timed(createBucket)).toBe(20);
  });

  it('creates a function, with its version, in 3 s and changes it in 1.5 s', async () => {
    await createTarget();
    const version = { FunctionName, Qualifier: '1' };
    const readVersion = () => clients.lambda.send(new GetFunctionConfigurationCommand(version));
    // The two reads take 180 ms.
    clock.advanceMs(2_800);
    expect((await read()).State).toBe('Pending');
    expect((await readVersion()).State).toBe('Pending');
    expect((await read()).State).toBe('Active');
    expect((await readVersion()).State).toBe('Active');

    await clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
    clock.advanceMs(1_400);
    expect((await read()).LastUpdateStatus).toBe('InProgress');
    expect((await read()).LastUpdateStatus).toBe('Successful');
    await clients.lambda.send(new PublishVersionCommand({ FunctionName }));
    clock.advanceMs(1_500);
    version.Qualifier = '2';
    expect((await readVersion()).State).toBe('Active');
  });

  it('starts an environment in 0.4 s, once, outside of every duration', async () => {
    await createTarget();
    clock.advanceMs(3_000);

    expect(await timed(() => invoke(clients.lambda, FunctionName))).toBe(420);
    expect(await timed(() => invoke(clients.lambda, FunctionName))).toBe(20);
  });

  it('deletes a function in 0.3 s', async () => {
    await createTarget();
    const remove = () => clients.lambda.send(new DeleteFunctionCommand({ FunctionName }));

    expect(await timed(remove)).toBe(300);
  });
});
