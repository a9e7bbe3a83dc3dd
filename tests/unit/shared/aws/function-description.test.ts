import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import {
  configurationDigest,
  describeFunction,
} from '../../../../shared/aws/function-description.ts';
import {
  FunctionNotFoundError,
  PermissionDeniedError,
  UnsupportedFunctionError,
} from '../../../../shared/errors.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';

const CONFIGURATION: FunctionConfiguration = {
  FunctionName: 'f',
  MemorySize: 512,
  Timeout: 30,
  CodeSha256: 'sha',
  RevisionId: 'revision',
  Runtime: 'nodejs24.x',
};
const CONTEXT = { clock: systemClock, random: () => 0, deadlineMs: Number.MAX_SAFE_INTEGER };

function describeAs(configuration: FunctionConfiguration, concurrency?: number) {
  const client = {
    send: async () => ({
      Configuration: { ...CONFIGURATION, ...configuration },
      Concurrency:
        concurrency === undefined ? undefined : { ReservedConcurrentExecutions: concurrency },
    }),
  } as unknown as LambdaClient;
  return describeFunction(client, CONTEXT, { functionArn: 'arn:f' });
}

describe('describeFunction()', () => {
  it('fills in what Lambda leaves out for an ordinary function', async () => {
    expect(await describeAs({})).toMatchObject({
      memoryMb: 512,
      architecture: 'x86_64',
      ephemeralStorageMb: 512,
      logFormat: 'Text',
      packageType: 'Zip',
      hasSnapStart: false,
      updateStatus: 'successful',
    });
  });

  it('reads all fields', async () => {
    const description = await describeAs(
      {
        Architectures: ['arm64'],
        EphemeralStorage: { Size: 1024 },
        LoggingConfig: { LogFormat: 'JSON' },
        SnapStart: { ApplyOn: 'PublishedVersions' },
        FileSystemConfigs: [{ Arn: 'arn:access-point', LocalMountPath: '/mnt/x' }],
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReason: 'no more interfaces',
      },
      5,
    );

    expect(description).toMatchObject({
      architecture: 'arm64',
      ephemeralStorageMb: 1024,
      logFormat: 'JSON',
      hasSnapStart: true,
      hasFileSystem: true,
      reservedConcurrency: 5,
      updateStatus: 'failed',
      updateStatusReason: 'no more interfaces',
    });
  });

  it.each([
    ['a Lambda@Edge replica', { MasterArn: 'arn:master' }],
    ['Managed Instances', { CapacityProviderConfig: {} }],
    ['a durable function', { DurableConfig: { ExecutionTimeout: 60 } }],
    ['isolates tenants', { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }],
  ])('refuses what cannot be tuned: %s', async (text, configuration) => {
    const refused = describeAs(configuration as FunctionConfiguration);

    await expect(refused).rejects.toThrow(UnsupportedFunctionError);
    await expect(refused).rejects.toThrow(text);
  });

  it('says what was not found', async () => {
    const notFound = Object.assign(new Error('Function not found'), {
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    const client = { send: () => Promise.reject(notFound) } as unknown as LambdaClient;

    const reading = describeFunction(client, CONTEXT, { functionArn: 'arn:f', qualifier: 'live' });

    await expect(reading).rejects.toThrow(FunctionNotFoundError);
    await expect(reading).rejects.toThrow('Cannot tune "arn:f:live"');
  });
});

describe('describeFunction() of a function whose variables cannot be read', () => {
  it.each([
    ['AccessDeniedException', PermissionDeniedError, 'allow kms:Decrypt on arn:key'],
    ['KMSDisabledException', UnsupportedFunctionError, 'make arn:key usable'],
  ])('ends at once on %s, and says what to do', async (ErrorCode, kind, advice) => {
    const described = describeAs({
      KMSKeyArn: 'arn:key',
      Environment: { Error: { ErrorCode, Message: 'Lambda was unable to decrypt' } },
    });

    await expect(described).rejects.toThrow(kind);
    await expect(described).rejects.toThrow(advice);
  });
});

describe('describeFunction() of a kind that the tuner does not know', () => {
  it.each<[string, object]>([
    ['it has no memory setting, as with a Web Function', { MemorySize: undefined }],
    ['packages of kind "Bundle"', { PackageType: 'Bundle' }],
    ['architecture "riscv64"', { Architectures: ['riscv64'] }],
  ])('refuses it, naming the kind: %s', async (reason, change) => {
    await expect(describeAs(change)).rejects.toThrow(reason);
  });
});

describe('configurationDigest()', () => {
  it('changes with everything that a measurement depends on', () => {
    const before = configurationDigest(CONFIGURATION);
    const changes: readonly FunctionConfiguration[] = [
      { Environment: { Variables: { A: '1' } } },
      { Layers: [{ Arn: 'arn:layer' }] },
      { Timeout: 31 },
      { Architectures: ['arm64'] },
      { Handler: 'other.handler' },
      { VpcConfig: { SubnetIds: ['subnet-1'] } },
      { VpcConfig: { SubnetIds: [], Ipv6AllowedForDualStack: true } },
      { LoggingConfig: { ApplicationLogLevel: 'DEBUG' } },
    ];

    for (const change of changes) {
      expect(configurationDigest({ ...CONFIGURATION, ...change })).not.toBe(before);
    }
  });

  it.each<[string, FunctionConfiguration]>([
    ['a VPC', { VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '' } }],
    ['layers', { Layers: [] }],
    ['file systems', { FileSystemConfigs: [] }],
    ['variables', { Environment: { Variables: {} } }],
    ['a key', { KMSKeyArn: '' }],
    ['settings of an image', { ImageConfigResponse: { ImageConfig: { Command: [] } } }],
    ['an IPv6 switch', { VpcConfig: { Ipv6AllowedForDualStack: false } }],
  ])('is the same for absent and for empty values of %s', (_what, empty) => {
    expect(configurationDigest({ ...CONFIGURATION, ...empty })).toBe(
      configurationDigest(CONFIGURATION),
    );
  });

  it('ignores memory, revision, state, and the order of variables', () => {
    const variables = (names: readonly string[]) => ({
      ...CONFIGURATION,
      Environment: { Variables: Object.fromEntries(names.map((name) => [name, 'x'])) },
    });

    expect(
      configurationDigest({
        ...CONFIGURATION,
        MemorySize: 128,
        RevisionId: 'other',
        State: 'Inactive',
      }),
    ).toBe(configurationDigest(CONFIGURATION));
    expect(configurationDigest(variables(['A', 'B']))).toBe(
      configurationDigest(variables(['B', 'A'])),
    );
  });

  it('reveals no secret', () => {
    const digest = configurationDigest({
      ...CONFIGURATION,
      Environment: { Variables: { PASSWORD: 'hunter2' } },
    });

    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});
