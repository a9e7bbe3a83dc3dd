import { GetFunctionCommand, PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { cloneMaker, deleteClone } from '../../shared/aws/clone-function.ts';
import type { ClonePlan } from '../../shared/aws/clone-view.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { RevisionConflictError } from '../../shared/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createScriptedHost } from '../local-cloud/scripted-host.ts';
import {
  cloneNames,
  createFunction,
  type FunctionInTest,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

const QUICK = `export const handler = async () => ({});`;
const BOOTSTRAP = `#!/usr/bin/env node
const { get, request } = require('node:http');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const base = { host, port };
function next() {
  get({ ...base, path: '/2018-06-01/runtime/invocation/next' }, (response) => {
    const id = response.headers['lambda-runtime-aws-request-id'];
    response.resume().on('end', () => {
      request({ ...base, method: 'POST', path: '/2018-06-01/runtime/invocation/' + id + '/response' }, (answer) => answer.resume().on('end', next)).end('{}');
    });
  });
}
next();
`;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount();
});

afterAll(() => account.stop());

const context = () => ({
  clock: systemClock,
  random: () => 0.5,
  deadlineMs: systemClock.nowMs() + 20_000,
});

async function clonePlan(functionName: string, memoryMb: number): Promise<ClonePlan> {
  const { region, accountId, clonePrefix } = account.deployment;
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  const { codeSha256, configurationDigest, runtimeVersionArn, architecture } =
    await describeFunction(account.lambda, context(), {
      functionArn,
    });
  const cloneName = `${clonePrefix}test-${functionName}-${memoryMb}`;
  return {
    cloneName,
    functionArn: functionArn.replace(functionName, cloneName),
    memoryMb,
    logGroupName: '/aws/lambda/clones',
    tags: { 'autotuner:run': 'test', 'autotuner:execution': 'arn:execution' },
    target: { functionArn },
    codeSha256,
    architecture,
    targetArchitecture: architecture,
    configurationDigest,
    ...(runtimeVersionArn !== undefined && { runtimeVersionArn }),
    createDelayMs: 0,
    recordClone: async () => undefined,
  };
}

function shelf(directZipBytesMax: number, region = account.deployment.region) {
  return {
    client: account.s3,
    bucketName: account.deployment.bucketName,
    region,
    directZipBytesMax,
    fetch,
  };
}

describe('cloneMaker()', () => {
  it('sends a small zip directly, and a large one through the store, once', async () => {
    await createFunction(account, { functionName: 'zipped', code: QUICK });
    const codeKeys = () =>
      account.cloud.cloud
        .listBucketKeys(account.deployment.bucketName)
        .filter((key) => key.startsWith('code/'));

    const small = await clonePlan('zipped', 128);
    await cloneMaker(shelf(1_000_000))(account.lambda, context(), small);
    expect(codeKeys()).toEqual([]);

    const sizes = [256, 512];
    for (const size of sizes) {
      const plan = await clonePlan('zipped', size);
      expect(await cloneMaker(shelf(10))(account.lambda, context(), plan)).toEqual({
        kind: 'ready',
        qualifier: '$LATEST',
      });
      const { Configuration } = await account.lambda.send(
        new GetFunctionCommand({ FunctionName: plan.cloneName }),
      );
      expect(Configuration?.CodeSha256).toBe(small.codeSha256);
      expect(Configuration?.MemorySize).toBe(size);
      await deleteClone(account.lambda, context(), plan);
    }
    expect(codeKeys()).toHaveLength(1);
    await deleteClone(account.lambda, context(), small);
    expect(cloneNames(account)).toEqual([]);
  });

  it('refuses a large zip of another region, and says where to deploy', async () => {
    const plan = await clonePlan('zipped', 128);

    await expect(
      cloneMaker(shelf(10, 'eu-west-1'))(account.lambda, context(), plan),
    ).rejects.toThrow('deploy the tuner in us-east-1');
  });

  it('finds a clone that it has already created', async () => {
    const plan = await clonePlan('zipped', 1024);
    await cloneMaker(shelf(1_000_000))(account.lambda, context(), plan);

    expect(await cloneMaker(shelf(1_000_000))(account.lambda, context(), plan)).toEqual({
      kind: 'ready',
      qualifier: '$LATEST',
    });
    await deleteClone(account.lambda, context(), plan);
    await deleteClone(account.lambda, context(), plan);
  });

  it('does not clone a target that was released meanwhile, so that no code is mixed', async () => {
    const plan = { ...(await clonePlan('zipped', 256)), codeSha256: 'of the old code' };

    await expect(cloneMaker(shelf(1_000_000))(account.lambda, context(), plan)).rejects.toThrow(
      RevisionConflictError,
    );
  });
});

describe('a run on a function', () => {
  it('with layers measures the clone with the same layers', async () => {
    const layer = await account.lambda.send(
      new PublishLayerVersionCommand({
        LayerName: 'greeting',
        Content: {
          ZipFile: zipSync({
            'nodejs/node_modules/greeting/index.js': strToU8(`module.exports = 'hello';`),
          }),
        },
      }),
    );
    await createFunction(account, {
      functionName: 'layered',
      code: `import { createRequire } from 'node:module';
        const greeting = createRequire(import.meta.url)('greeting');
        export const handler = async () => greeting;`,
      settings: { Layers: [layer.LayerVersionArn ?? ''] },
    });

    const run = await runWorkflow(account, {
      functionName: 'layered',
      powerValues: [256],
      sampleCount: 2,
    });

    expect(tuningResultOf(run).tiers[0]?.warmSampleCount).toBe(2);
  });

  it('with a custom runtime measures its own bootstrap', async () => {
    await createFunction(account, {
      functionName: 'custom-runtime',
      code: QUICK,
      settings: {
        Runtime: 'provided.al2023',
        Code: { ZipFile: zipSync({ bootstrap: strToU8(BOOTSTRAP) }) },
      },
    });

    const run = await runWorkflow(account, {
      functionName: 'custom-runtime',
      powerValues: [256],
      sampleCount: 2,
    });

    expect(tuningResultOf(run).tiers[0]).toMatchObject({
      outcome: { kind: 'measured' },
      warmSampleCount: 2,
    });
  });
});

describe('a run on a function of another kind', () => {
  let modelled: LocalAccount;
  const measuredVersions: string[] = [];

  beforeAll(async () => {
    const executionHost = createScriptedHost((spec) => {
      measuredVersions.push(spec.version);
      return {};
    });
    modelled = await startLocalAccount({ cloud: { executionHost } });
  });

  afterAll(() => modelled.stop());

  async function measure(functionName: string, settings: FunctionInTest['settings']) {
    await createFunction(modelled, { functionName, code: QUICK, ...(settings && { settings }) });
    const run = await runWorkflow(modelled, {
      functionName,
      powerValues: [512],
      sampleCount: 2,
    });
    return tuningResultOf(run).tiers[0];
  }

  it('with SnapStart measures a published version of the clone, and keeps restores apart', async () => {
    measuredVersions.length = 0;

    const tier = await measure('snapped', {
      Runtime: 'python3.13',
      SnapStart: { ApplyOn: 'PublishedVersions' },
    });

    expect(new Set(measuredVersions)).toEqual(new Set(['1']));
    expect(tier).toMatchObject({ outcome: { kind: 'measured' }, warmSampleCount: 2 });
    expect(tier?.figures?.startDurationMsMedian).toBeGreaterThan(0);
    expect(cloneNames(modelled)).toEqual([]);
  });

  it('of an image clones the image', async () => {
    const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1';
    const tier = await measure('imaged', {
      PackageType: 'Image',
      Runtime: undefined,
      Handler: undefined,
      Code: { ImageUri: image },
      ImageConfig: { Command: ['app.handler'] },
    });

    expect(tier?.outcome).toEqual({ kind: 'measured' });
  });

  it('in a VPC with a file system clones both', async () => {
    const tier = await measure('networked', {
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      FileSystemConfigs: [
        {
          Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-00000000000000001',
          LocalMountPath: '/mnt/data',
        },
      ],
    });

    expect(tier?.outcome).toEqual({ kind: 'measured' });
  });
});
