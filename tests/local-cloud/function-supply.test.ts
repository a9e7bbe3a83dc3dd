import {
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  GetRuntimeManagementConfigCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutRuntimeManagementConfigCommand,
  type Runtime,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import {
  deploy,
  invoke,
  ROLE_ARN,
  reported,
  waitUntilSettled,
  zipOf,
} from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const SOURCE = 'export const handler = async () => 1;';
const SIGNING = 'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0';
const target = { FunctionName: 'target' };

let running: RunningLocalCloud;
let clients: CloudClients;
/** Number of layers of each environment that was created, in order. */
let layerCounts: number[];

beforeEach(async () => {
  layerCounts = [];
  running = await startLocalCloud({
    pendingMs: 0,
    isCodeChunked: true,
    codeSigningConfigArns: [SIGNING],
    executionHost: createScriptedHost(undefined, (spec) => {
      layerCounts.push(spec.layers.length);
      return {};
    }),
  });
  clients = createCloudClients(running.endpoint);
});

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

async function runtimeArn(Qualifier = '$LATEST'): Promise<string | undefined> {
  const { RuntimeVersionConfig } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ ...target, Qualifier }),
  );
  return RuntimeVersionConfig?.RuntimeVersionArn;
}

function changeMemory(MemorySize: number) {
  return clients.lambda.send(new UpdateFunctionConfigurationCommand({ ...target, MemorySize }));
}

describe('a release of a runtime', () => {
  const manage = (input: object) =>
    clients.lambda.send(
      new PutRuntimeManagementConfigCommand({
        ...target,
        UpdateRuntimeOn: 'Auto',
        ...input,
      }),
    );

  it('reaches functions and versions automatically, with new environments', async () => {
    await deploy(clients.lambda, 'target', SOURCE);
    await clients.lambda.send(new PublishVersionCommand(target));
    const before = await runtimeArn();
    await invoke(clients.lambda, 'target');

    running.cloud.releaseRuntime('nodejs24.x');

    const after = await runtimeArn();
    expect(before).toMatch(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
    expect(await runtimeArn('1')).toBe(after);
    const { log } = await invoke(clients.lambda, 'target');
    expect(log).toContain(
      `INIT_START Runtime Version: nodejs:24.v2\tRuntime Version ARN: ${after}`,
    );
    expect(reported(log, 'Init Duration')).toBe(80);
  });

  it('waits for the next change of the function if configured to', async () => {
    await deploy(clients.lambda, 'target', SOURCE);
    const before = await runtimeArn();
    await manage({ UpdateRuntimeOn: 'FunctionUpdate' });
    running.cloud.releaseRuntime('nodejs24.x');

    expect(await runtimeArn()).toBe(before);
    await changeMemory(256);
    expect(await runtimeArn()).not.toBe(before);
  });

  it('never replaces a chosen release, which may be an old one', async () => {
    await deploy(clients.lambda, 'target', SOURCE);
    const before = await runtimeArn();
    running.cloud.releaseRuntime('nodejs24.x');

    const put = await manage({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: before });
    running.cloud.releaseRuntime('nodejs24.x');
    await changeMemory(256);

    const get = await clients.lambda.send(new GetRuntimeManagementConfigCommand(target));
    expect(put).toMatchObject({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: before });
    expect(get.RuntimeVersionArn).toBe(before);
    expect(await runtimeArn()).toBe(before);
  });

  it.each([
    ['Manual', undefined],
    ['Auto', 'arn:aws:lambda:us-east-1::runtime:0'],
    ['Manual', `arn:aws:lambda:us-east-1::runtime:${'0'.repeat(64)}`],
  ])('cannot be chosen with %s and %s', async (UpdateRuntimeOn, RuntimeVersionArn) => {
    await deploy(clients.lambda, 'target', SOURCE);

    expect(await failureOf(manage({ UpdateRuntimeOn, RuntimeVersionArn }))).toMatchObject({
      name: 'InvalidParameterValueException',
      status: 400,
    });
  });
});

describe('a runtime without support', () => {
  const message = (runtime: string) =>
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`;
  const create = (FunctionName: string, runtime: string) =>
    clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: runtime as Runtime,
        Handler: 'index.handler',
        Role: ROLE_ARN,
        Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
      }),
    );

  it.each(['nodejs12.x', 'go1.x', 'java8', 'dotnetcore3.1'])('refuses %s', async (runtime) => {
    expect(await failureOf(create('old', runtime))).toEqual({
      name: 'InvalidParameterValueException',
      status: 400,
      message: message(runtime),
    });
  });

  it('lets existing functions run, and later blocks their updates, too', async () => {
    await deploy(clients.lambda, 'target', SOURCE, { Runtime: 'nodejs20.x' });

    running.cloud.retireRuntime('nodejs20.x', 'creation');
    const refused = await failureOf(create('clone', 'nodejs20.x'));
    await changeMemory(256);
    await waitUntilSettled(clients.lambda, 'target');
    running.cloud.retireRuntime('nodejs20.x', 'creationAndUpdate');
    const blocked = await failureOf(changeMemory(512));

    expect(refused.message).toBe(message('nodejs20.x'));
    expect(blocked.message).toBe(message('nodejs20.x'));
    expect((await invoke(clients.lambda, 'target')).functionError).toBeUndefined();
  });
});

describe('a layer version', () => {
  it('is described with the address that its content is downloaded from', async () => {
    const content = zipOf({ 'nodejs/shared.mjs': '1' });
    const { LayerVersionArn: Arn = '' } = await clients.lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'told', Content: { ZipFile: content } }),
    );

    const { Content, Version } = await clients.lambda.send(
      new GetLayerVersionByArnCommand({ Arn }),
    );
    const response = await fetch(Content?.Location ?? '');

    expect(Version).toBe(1);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content);
    expect(
      await failureOf(
        clients.lambda.send(new GetLayerVersionByArnCommand({ Arn: Arn.replace(/1$/, '9') })),
      ),
    ).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });
});

describe('a layer version that is deleted', () => {
  it('stays with the functions that use it, and cannot be added to others', async () => {
    const { LayerVersionArn = '' } = await clients.lambda.send(
      new PublishLayerVersionCommand({
        LayerName: 'shared',
        Content: { ZipFile: zipOf({ 'nodejs/shared.mjs': '1' }) },
      }),
    );
    await deploy(clients.lambda, 'target', SOURCE, { Layers: [LayerVersionArn] });
    const version = { LayerName: 'shared', VersionNumber: 1 };

    await clients.lambda.send(new DeleteLayerVersionCommand(version));

    const message = `Layer version ${LayerVersionArn} does not exist.`;
    expect(
      await failureOf(deploy(clients.lambda, 'clone', SOURCE, { Layers: [LayerVersionArn] })),
    ).toEqual({ name: 'InvalidParameterValueException', status: 400, message });
    await changeMemory(256);
    await waitUntilSettled(clients.lambda, 'target');
    await invoke(clients.lambda, 'target');
    expect(layerCounts).toEqual([1]);
  });
});

describe('code signing', () => {
  it('is returned only for a function that was created with it', async () => {
    await deploy(clients.lambda, 'target', SOURCE, { CodeSigningConfigArn: SIGNING });
    await deploy(clients.lambda, 'plain', SOURCE);
    const ask = (FunctionName: string) =>
      clients.lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));

    expect(await ask('target')).toMatchObject({
      CodeSigningConfigArn: SIGNING,
      FunctionName: 'target',
    });
    expect((await ask('plain')).CodeSigningConfigArn).toBeUndefined();
    expect(await failureOf(ask('none'))).toMatchObject({ status: 404 });
  });

  it('must exist', async () => {
    const CodeSigningConfigArn = SIGNING.replace('csc-0', 'csc-1');

    expect(
      await failureOf(deploy(clients.lambda, 'target', SOURCE, { CodeSigningConfigArn })),
    ).toEqual({
      name: 'CodeSigningConfigNotFoundException',
      status: 404,
      message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
    });
  });
});

describe('the download of the code', () => {
  it('may come without its length', async () => {
    await deploy(clients.lambda, 'target', SOURCE);
    const { Code } = await clients.lambda.send(new GetFunctionCommand(target));

    const response = await fetch(Code?.Location ?? '');

    expect(response.headers.get('content-length')).toBeNull();
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(zipOf({ 'index.mjs': SOURCE }));
  });
});
