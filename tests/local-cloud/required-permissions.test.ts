import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  PublishVersionCommand,
  PutRuntimeManagementConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, ROLE_ARN, waitUntilSettled, zipOf } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const ZIP = zipOf({ 'index.mjs': 'export const handler = async () => 1;' });
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/k';
const IMAGE = '210987654321.dkr.ecr.us-east-1.amazonaws.com/team/app@sha256:0';
const CREATE = ['lambda:CreateFunction', 'iam:PassRole'] as const;

type Call = (clients: CloudClients, name: string) => Promise<unknown>;

function creation(input: Partial<CreateFunctionCommandInput>): Call {
  return ({ lambda }, FunctionName) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: ROLE_ARN,
        Code: { ZipFile: ZIP },
        ...input,
      }),
    );
}

/** Each call needs exactly these permissions. `target` and the object `kept` exist. */
const CALLS: readonly (readonly [string, readonly string[], Call])[] = [
  ['CreateFunction', CREATE, creation({})],
  ['CreateFunction with tags', [...CREATE, 'lambda:TagResource'], creation({ Tags: { a: 'b' } })],
  [
    'CreateFunction with a layer',
    [...CREATE, 'lambda:GetLayerVersion'],
    creation({ Layers: ['arn:aws:lambda:us-east-1:210987654321:layer:shared:1'] }),
  ],
  [
    'CreateFunction in a VPC',
    [...CREATE, 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
    creation({ VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }),
  ],
  [
    'CreateFunction with a file system',
    [...CREATE, 'elasticfilesystem:DescribeMountTargets'],
    creation({
      FileSystemConfigs: [
        {
          Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0',
          LocalMountPath: '/mnt/data',
        },
      ],
    }),
  ],
  [
    'CreateFunction of an image',
    [...CREATE, 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    creation({
      PackageType: 'Image',
      Code: { ImageUri: IMAGE },
      Runtime: undefined,
      Handler: undefined,
    }),
  ],
  [
    'CreateFunction with a key',
    [...CREATE, 'kms:Encrypt', 'kms:CreateGrant'],
    creation({ KMSKeyArn: KEY, Environment: { Variables: { SECRET: 'x' } } }),
  ],
  [
    'CreateFunction with code in S3',
    [...CREATE, 's3:GetObject'],
    creation({ Code: { S3Bucket: 'store', S3Key: 'code.zip' } }),
  ],
  [
    'UpdateFunctionConfiguration of the memory size alone',
    ['lambda:UpdateFunctionConfiguration'],
    ({ lambda }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: 'target', MemorySize: 256 }),
      ),
  ],
  [
    'UpdateFunctionConfiguration with the same role again',
    ['lambda:UpdateFunctionConfiguration', 'iam:PassRole'],
    ({ lambda }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: 'target', Role: ROLE_ARN }),
      ),
  ],
  [
    'UpdateFunctionConfiguration with a key',
    ['lambda:UpdateFunctionConfiguration', 'kms:Encrypt', 'kms:CreateGrant'],
    ({ lambda }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: 'target', KMSKeyArn: KEY }),
      ),
  ],
  [
    'UpdateFunctionCode of an image',
    ['lambda:UpdateFunctionCode', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    ({ lambda }) =>
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'image', ImageUri: IMAGE })),
  ],
  [
    'PublishVersion',
    ['lambda:PublishVersion'],
    ({ lambda }) => lambda.send(new PublishVersionCommand({ FunctionName: 'target' })),
  ],
  [
    'PutRuntimeManagementConfig',
    ['lambda:PutRuntimeManagementConfig'],
    ({ lambda }) =>
      lambda.send(
        new PutRuntimeManagementConfigCommand({ FunctionName: 'target', UpdateRuntimeOn: 'Auto' }),
      ),
  ],
  [
    'GetFunctionCodeSigningConfig',
    ['lambda:GetFunctionCodeSigningConfig'],
    ({ lambda }) =>
      lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: 'target' })),
  ],
  [
    'PutObject of a new object',
    ['s3:PutObject'],
    ({ s3 }, name) =>
      s3.send(new PutObjectCommand({ Bucket: 'store', Key: name, IfNoneMatch: '*', Body: 'x' })),
  ],
  [
    'PutObject of a known object',
    ['s3:PutObject', 's3:GetObject'],
    ({ s3 }) =>
      s3.send(
        new PutObjectCommand({ Bucket: 'store', Key: 'kept', IfMatch: keptTag, Body: 'kept' }),
      ),
  ],
];

let running: RunningLocalCloud;
let admin: CloudClients;
let keptTag: string | undefined;
const made: CloudClients[] = [];

/** Returns clients of a role that is allowed exactly these actions, in the running cloud. */
function clientsAllowed(actions: readonly string[]): CloudClients {
  const clients = createCloudClients(running.endpoint, keyOf(actions));
  made.push(clients);
  return clients;
}

function keyOf(actions: readonly string[]): string {
  return `ASIA${actions.join('').replaceAll(/\W/g, '')}`;
}

/** Every role that the tests here use. */
const ROLES = [
  ...CALLS.flatMap(([, needed]) => [needed, ...needed.map((each) => without(needed, each))]),
  ['lambda:GetFunction'],
  ['lambda:GetFunction', 'lambda:ListTags'],
  ['lambda:GetFunction', 'kms:Decrypt'],
  ['s3:GetObject', 's3:ListBucket'],
  ['s3:GetObject'],
];

function without(actions: readonly string[], action: string): readonly string[] {
  return actions.filter((each) => each !== action);
}

beforeAll(async () => {
  const roles = ROLES.map((actions) => [
    `arn:aws:iam::123456789012:role/${keyOf(actions)}`,
    {
      accessKeyId: keyOf(actions),
      policies: [{ Statement: { Effect: 'Allow' as const, Action: actions, Resource: '*' } }],
    },
  ]);
  running = await startLocalCloud({
    pendingMs: 0,
    executionHost: createScriptedHost(),
    roles: Object.fromEntries(roles),
  });
  admin = createCloudClients(running.endpoint);
  await admin.s3.send(new CreateBucketCommand({ Bucket: 'store' }));
  await admin.s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'code.zip', Body: ZIP }));
  const kept = await admin.s3.send(
    new PutObjectCommand({ Bucket: 'store', Key: 'kept', Body: 'kept' }),
  );
  keptTag = kept.ETag;
  await deploy(admin.lambda, 'target', '1', { Tags: { team: 'orders' } });
  await creation({
    PackageType: 'Image',
    Code: { ImageUri: IMAGE },
    Runtime: undefined,
    Handler: undefined,
  })(admin, 'image');
  await creation({ KMSKeyArn: KEY, Environment: { Variables: { SECRET: 'x' } } })(admin, 'locked');
});

afterAll(async () => {
  for (const clients of [admin, ...made]) clients.destroy();
  await running.stop();
});

describe('a call', () => {
  it.each(CALLS)('%s needs %j', async (what, needed, call) => {
    const index = CALLS.findIndex(([each]) => each === what);
    for (const missing of needed) {
      const refused = await failureOf(
        call(clientsAllowed(without(needed, missing)), `denied-${index}`),
      );
      expect(refused).toMatchObject({ status: 403 });
      expect(refused.name).toMatch(/^AccessDenied/);
      expect(refused.message).toContain(`is not authorized to perform: ${missing} on resource: `);
    }
    await call(clientsAllowed(needed), `allowed-${index}`);
    for (const name of ['target', 'image']) await waitUntilSettled(admin.lambda, name);
  });
});

describe('an answer that depends on the caller', () => {
  const read = (actions: readonly string[], FunctionName: string) =>
    clientsAllowed(actions).lambda.send(new GetFunctionCommand({ FunctionName }));

  it('has tags for callers who may list them', async () => {
    expect((await read(['lambda:GetFunction'], 'target')).Tags).toBeUndefined();
    expect((await read(['lambda:GetFunction', 'lambda:ListTags'], 'target')).Tags).toEqual({
      team: 'orders',
    });
  });

  it('has environment variables for callers who may decrypt them', async () => {
    const locked = await read(['lambda:GetFunction'], 'locked');
    const open = await read(['lambda:GetFunction', 'kms:Decrypt'], 'locked');

    expect(locked.Configuration?.Environment).toEqual({
      Error: {
        ErrorCode: 'AccessDeniedException',
        Message: expect.stringContaining(`kms:Decrypt on resource: ${KEY}`),
      },
    });
    expect(open.Configuration?.Environment).toEqual({ Variables: { SECRET: 'x' } });
  });

  it('distinguishes a missing object from a forbidden one for callers who may list the bucket', async () => {
    const head = (actions: readonly string[]) =>
      failureOf(
        clientsAllowed(actions).s3.send(new HeadObjectCommand({ Bucket: 'store', Key: 'none' })),
      );

    expect((await head(['s3:GetObject'])).status).toBe(403);
    expect((await head(['s3:GetObject', 's3:ListBucket'])).status).toBe(404);
  });
});
