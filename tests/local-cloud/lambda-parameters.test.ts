import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:target';
const SOURCE = 'export const handler = async () => 1;';

let running: RunningLocalCloud;
let clients: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({
    executionHost: createScriptedHost(),
    pendingMs: 0,
    memoryMbMax: 3008,
  });
  clients = createCloudClients(running.endpoint);
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

describe('parameters that AWS refuses', () => {
  it.each([
    ['memory below 128 MB', { MemorySize: 127 }, 'ValidationException'],
    ["memory above the account's limit", { MemorySize: 3009 }, 'InvalidParameterValueException'],
    ['a timeout above 15 minutes', { Timeout: 901 }, 'InvalidParameterValueException'],
    ['a timeout of zero', { Timeout: 0 }, 'ValidationException'],
    ['a role that is not an ARN', { Role: 'role' }, 'ValidationException'],
    [
      'a variable that belongs to Lambda',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
    ],
    [
      'variables above 4 KB',
      { Environment: { Variables: { BIG: 'x'.repeat(4097) } } },
      'InvalidParameterValueException',
    ],
    ['a package without a handler', { Handler: undefined }, 'InvalidParameterValueException'],
    ['no code', { Code: {} }, 'InvalidParameterValueException'],
    [
      'code that is not a zip',
      { Code: { ZipFile: Buffer.from('no zip') } },
      'InvalidParameterValueException',
    ],
    ['a name of 65 characters', { FunctionName: 'a'.repeat(65) }, 'InvalidParameterValueException'],
    ['a name with a space', { FunctionName: 'with space' }, 'ValidationException'],
    [
      'a system log level for text logs',
      { LoggingConfig: { LogFormat: 'Text', SystemLogLevel: 'WARN' } },
      'InvalidParameterValueException',
    ],
    [
      'SnapStart for Node.js',
      { SnapStart: { ApplyOn: 'PublishedVersions' } },
      'InvalidParameterValueException',
    ],
    ['tags that begin with aws:', { Tags: { 'aws:x': 'y' } }, 'InvalidParameterValueException'],
  ] as const)('refuses %s', async (_what, overrides, name) => {
    const failure = await failureOf(deploy(clients.lambda, 'target', SOURCE, overrides));

    expect(failure).toMatchObject({ name, status: 400 });
    expect(running.cloud.listFunctions()).toEqual([]);
  });

  it('refuses an unknown runtime', async () => {
    const Runtime = 'nodejs4.3' as const;

    const failure = await failureOf(deploy(clients.lambda, 'target', SOURCE, { Runtime }));

    expect(failure.name).toBe('InvalidParameterValueException');
  });

  it('accepts the largest values', async () => {
    await deploy(clients.lambda, 'largest', SOURCE, { MemorySize: 3008, Timeout: 900 });

    expect(running.cloud.listFunctions()[0]?.configuration).toMatchObject({
      MemorySize: 3008,
      Timeout: 900,
    });
  });

  it('answers 404 for a function that does not exist', async () => {
    const failure = await failureOf(
      clients.lambda.send(new GetFunctionCommand({ FunctionName: 'target' })),
    );

    expect(failure).toEqual({
      name: 'ResourceNotFoundException',
      status: 404,
      message: `Function not found: ${ARN}`,
    });
  });
});
