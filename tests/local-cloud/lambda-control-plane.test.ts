import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, invoke, ROLE_ARN, reported, zipOf } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';
import { createStalledClock, type StalledClock } from './stalled-clock.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';
const SOURCE = 'export const handler = async () => 1;';
const PENDING_MS = 5000;

let clock: StalledClock;
let running: RunningLocalCloud;
let clients: CloudClients;
const target = { FunctionName: 'target' };

beforeEach(async () => {
  clock = createStalledClock();
  running = await startLocalCloud({
    clock,
    executionHost: createScriptedHost((spec) => ({
      payload: Buffer.from(String(spec.memoryMb)),
    })),
    pendingMs: PENDING_MS,
    memoryMbMax: 3008,
  });
  clients = createCloudClients(running.endpoint);
});

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

/** Creates the target and lets it become Active. */
async function deployTarget(
  overrides: Parameters<typeof deploy>[3] = {},
  name = 'target',
): Promise<void> {
  const settled = deploy(clients.lambda, name, SOURCE, overrides);
  const timer = setInterval(() => clock.advanceMs(PENDING_MS), 2);
  await settled.finally(() => clearInterval(timer));
}

async function readTarget() {
  const { Configuration } = await clients.lambda.send(new GetFunctionCommand(target));
  return Configuration ?? {};
}

describe('function states', () => {
  it('keeps a new function Pending, with 409 on Invoke, until the pending time is over', async () => {
    const created = deploy(clients.lambda, 'target', SOURCE);
    while (running.cloud.listFunctions().length === 0) await new Promise(setImmediate);

    const pending = await readTarget();
    const refused = await failureOf(clients.lambda.send(new InvokeCommand(target)));
    clock.advanceMs(PENDING_MS);
    await created;
    const active = await readTarget();

    expect(pending.State).toBe('Pending');
    expect(refused).toMatchObject({ name: 'ResourceConflictException', status: 409 });
    expect(active.State).toBe('Active');
    expect(active.RevisionId).not.toBe(pending.RevisionId);
  });

  it('invokes the old configuration while an update is in progress', async () => {
    await deployTarget({ MemorySize: 256 });

    const update = await clients.lambda.send(
      new UpdateFunctionConfigurationCommand({ ...target, MemorySize: 1024 }),
    );
    const during = await invoke(clients.lambda, 'target');
    const second = await failureOf(
      clients.lambda.send(new UpdateFunctionConfigurationCommand({ ...target, MemorySize: 512 })),
    );
    clock.advanceMs(PENDING_MS);
    const done = await readTarget();
    const after = await invoke(clients.lambda, 'target');

    expect(update).toMatchObject({ LastUpdateStatus: 'InProgress', MemorySize: 1024 });
    expect(during.payload).toBe(256);
    expect(reported(during.log, 'Memory Size')).toBe(256);
    expect(second).toMatchObject({ name: 'ResourceConflictException', status: 409 });
    expect(second.message).toContain(`An update is in progress for resource: ${ARN}`);
    expect(done.LastUpdateStatus).toBe('Successful');
    expect(done.RevisionId).not.toBe(update.RevisionId);
    expect(after.payload).toBe(1024);
    expect(reported(after.log, 'Init Duration')).toBe(80);
  });

  it('writes only on the revision that was read', async () => {
    await deployTarget();
    const { RevisionId: read } = await readTarget();
    if (read === undefined) throw new Error('Cannot read a revision id: it must be there');
    const write = (RevisionId: string) =>
      clients.lambda.send(
        new UpdateFunctionConfigurationCommand({ ...target, MemorySize: 300, RevisionId }),
      );

    await write(read);
    clock.advanceMs(PENDING_MS);
    const stale = await failureOf(write(read));

    expect(stale).toMatchObject({ name: 'PreconditionFailedException', status: 412 });
    expect((await readTarget()).MemorySize).toBe(300);
  });
});

describe('GetFunction', () => {
  it('returns tags, reserved concurrency and a URL with the code', async () => {
    await deployTarget({ Tags: { team: 'tuning' } });
    await clients.lambda.send(
      new PutFunctionConcurrencyCommand({ ...target, ReservedConcurrentExecutions: 7 }),
    );

    const output = await clients.lambda.send(new GetFunctionCommand(target));
    const download = await fetch(output.Code?.Location ?? '');

    expect(output.Tags).toEqual({ team: 'tuning' });
    expect(output.Concurrency).toEqual({ ReservedConcurrentExecutions: 7 });
    expect(output.Configuration).toMatchObject({ FunctionArn: ARN, Role: ROLE_ARN });
    expect(new Uint8Array(await download.arrayBuffer())).toEqual(zipOf({ 'index.mjs': SOURCE }));
  });

  it('takes a name, a partial ARN and an ARN', async () => {
    await deployTarget();

    for (const FunctionName of ['target', '123456789012:function:target', ARN, `${ARN}:$LATEST`]) {
      const { Configuration } = await clients.lambda.send(new GetFunctionCommand({ FunctionName }));
      expect(Configuration?.FunctionName).toBe('target');
    }
  });
});

describe('versions and aliases', () => {
  it('publishes a new version only if something has changed', async () => {
    await deployTarget();
    const publish = (input = {}) =>
      clients.lambda.send(new PublishVersionCommand({ ...target, ...input }));

    const first = await publish();
    const again = await publish();
    const described = await publish({ Description: 'run 1' });
    const wrongCode = await failureOf(publish({ CodeSha256: 'x' }));

    expect([first.Version, again.Version, described.Version]).toEqual(['1', '1', '2']);
    expect(first.FunctionArn).toBe(`${ARN}:1`);
    expect(wrongCode.name).toBe('InvalidParameterValueException');
    const list = await clients.lambda.send(new ListVersionsByFunctionCommand(target));
    expect(list.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
  });

  it('keeps versions that aliases point to, and deletes the others', async () => {
    await deployTarget();
    await clients.lambda.send(new PublishVersionCommand(target));
    await clients.lambda.send(
      new CreateAliasCommand({ ...target, Name: 'live', FunctionVersion: '1' }),
    );
    const drop = (Qualifier?: string) =>
      clients.lambda.send(
        new DeleteFunctionCommand(Qualifier === undefined ? target : { ...target, Qualifier }),
      );

    const referenced = await failureOf(drop('1'));
    const latest = await failureOf(drop('$LATEST'));
    await drop('99');
    await clients.lambda.send(new DeleteAliasCommand({ ...target, Name: 'live' }));
    await drop('1');

    expect(referenced).toMatchObject({ name: 'ResourceConflictException', status: 409 });
    expect(referenced.message).toContain('[live]');
    expect(latest.name).toBe('InvalidParameterValueException');
    expect(running.cloud.listFunctions()[0]?.versions).toEqual([]);
    await drop();
    expect(running.cloud.listFunctions()).toEqual([]);
  });

  it('routes an alias by weight and names the version that ran', async () => {
    await deployTarget({ MemorySize: 256 });
    await clients.lambda.send(new PublishVersionCommand(target));
    await clients.lambda.send(new PublishVersionCommand({ ...target, Description: 'two' }));
    clock.advanceMs(PENDING_MS);
    await clients.lambda.send(
      new CreateAliasCommand({
        ...target,
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { 2: 1 } },
      }),
    );

    const weighted = await invoke(clients.lambda, `${ARN}:live`);
    await clients.lambda.send(
      new UpdateAliasCommand({
        ...target,
        Name: 'live',
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
    const plain = await invoke(clients.lambda, `${ARN}:live`);

    expect([weighted.executedVersion, plain.executedVersion]).toEqual(['2', '1']);
  });
});

describe('provisioned concurrency', () => {
  it('becomes ready after a while, and is provisioned again when its alias moves', async () => {
    await deployTarget();
    for (const Description of ['one', 'two']) {
      await clients.lambda.send(new PublishVersionCommand({ ...target, Description }));
    }
    const live = { ...target, Name: 'live' };
    await clients.lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: '1' }));
    const provisioned = { ...target, Qualifier: 'live' };
    const status = async () =>
      (await clients.lambda.send(new GetProvisionedConcurrencyConfigCommand(provisioned))).Status;

    const absent = await failureOf(status());
    await clients.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        ...provisioned,
        ProvisionedConcurrentExecutions: 5,
      }),
    );
    const atFirst = await status();
    clock.advanceMs(PENDING_MS);
    const later = await status();
    await clients.lambda.send(new UpdateAliasCommand({ ...live, FunctionVersion: '2' }));
    const moved = await status();

    expect(absent).toMatchObject({
      name: 'ProvisionedConcurrencyConfigNotFoundException',
      status: 404,
    });
    expect([atFirst, later, moved]).toEqual(['IN_PROGRESS', 'READY', 'IN_PROGRESS']);
  });

  it('is refused for $LATEST, and for a version under a provisioned alias', async () => {
    await deployTarget();
    await clients.lambda.send(new PublishVersionCommand(target));
    await clients.lambda.send(
      new CreateAliasCommand({ ...target, Name: 'live', FunctionVersion: '1' }),
    );
    const put = (Qualifier: string) =>
      clients.lambda.send(
        new PutProvisionedConcurrencyConfigCommand({
          ...target,
          Qualifier,
          ProvisionedConcurrentExecutions: 1,
        }),
      );

    const latest = await failureOf(put('$LATEST'));
    await put('live');
    const doubled = await failureOf(put('1'));

    expect(latest).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
    expect(doubled).toMatchObject({ name: 'ResourceConflictException', status: 409 });
  });
});

describe('UpdateFunctionCode', () => {
  it('replaces the code and its digest', async () => {
    await deployTarget();
    const before = await readTarget();

    const after = await clients.lambda.send(
      new UpdateFunctionCodeCommand({ ...target, ZipFile: zipOf({ 'index.mjs': '2;' }) }),
    );

    expect(after.CodeSha256).not.toBe(before.CodeSha256);
    expect(after.LastUpdateStatus).toBe('InProgress');
  });
});

describe('concurrency', () => {
  it('refuses invocations above the reserved concurrency, with the reason', async () => {
    await deployTarget();
    await clients.lambda.send(
      new PutFunctionConcurrencyCommand({ ...target, ReservedConcurrentExecutions: 0 }),
    );

    const error = await clients.lambda.send(new InvokeCommand(target)).catch((e) => e);

    expect(error.name).toBe('TooManyRequestsException');
    expect(error.$metadata.httpStatusCode).toBe(429);
    expect(error.Reason).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
  });

  it('leaves the account 100 unreserved', async () => {
    await deployTarget();
    const reserve = (ReservedConcurrentExecutions: number) =>
      clients.lambda.send(
        new PutFunctionConcurrencyCommand({ ...target, ReservedConcurrentExecutions }),
      );

    const tooMuch = await failureOf(reserve(901));
    await reserve(900);
    const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand({}));

    expect(tooMuch.name).toBe('InvalidParameterValueException');
    expect(AccountLimit).toMatchObject({
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 100,
    });
  });
});

describe('Invoke', () => {
  it('refuses a payload that is not JSON, and one that is too large', async () => {
    await deployTarget();
    const send = (Payload: string) =>
      failureOf(clients.lambda.send(new InvokeCommand({ ...target, Payload })));

    expect(await send('{')).toMatchObject({ name: 'InvalidRequestContentException', status: 400 });
    expect(await send(`"${'x'.repeat(6 * 1024 * 1024)}"`)).toMatchObject({
      name: 'RequestTooLargeException',
      status: 413,
    });
  });

  it('answers 204 to a dry run and 202 to an event', async () => {
    await deployTarget();

    const dry = await clients.lambda.send(
      new InvokeCommand({ ...target, InvocationType: 'DryRun' }),
    );
    const event = await clients.lambda.send(
      new InvokeCommand({ ...target, InvocationType: 'Event' }),
    );

    expect([dry.StatusCode, event.StatusCode]).toEqual([204, 202]);
  });
});

describe('tags and listing', () => {
  it('adds tags and lists functions page by page', async () => {
    await deployTarget();
    await deployTarget({}, 'other');
    await clients.lambda.send(new TagResourceCommand({ Resource: ARN, Tags: { a: '1' } }));

    const first = await clients.lambda.send(new ListFunctionsCommand({ MaxItems: 1 }));
    const second = await clients.lambda.send(
      new ListFunctionsCommand({ MaxItems: 1, Marker: first.NextMarker }),
    );

    expect([first, second].map(({ Functions }) => Functions?.[0]?.FunctionName)).toEqual([
      'other',
      'target',
    ]);
    expect(second.NextMarker).toBeUndefined();
    expect((await clients.lambda.send(new ListTagsCommand({ Resource: ARN }))).Tags).toEqual({
      a: '1',
    });
  });
});
