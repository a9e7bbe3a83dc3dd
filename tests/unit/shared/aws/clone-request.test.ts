import type { FunctionConfiguration, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { type CloneOrder, cloneRequest } from '../../../../shared/aws/clone-request.ts';
import { PermissionDeniedError } from '../../../../shared/errors.ts';

const ORDER = {
  cloneName: 'tuner-clone-abc-256',
  memoryMb: 256,
  architecture: 'x86_64',
  logGroupName: '/aws/lambda/tuner-clones',
  tags: { 'autotuner:run': 'abc' },
} as const;

function clone(
  configuration: FunctionConfiguration,
  tags: Record<string, string> = {},
  order: Partial<CloneOrder> = {},
) {
  const target: GetFunctionCommandOutput = {
    $metadata: {},
    Configuration: {
      FunctionName: 'target',
      Role: 'arn:aws:iam::1:role/r',
      Timeout: 7,
      PackageType: 'Zip',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 1024,
      ...configuration,
    },
    Tags: tags,
  };
  return cloneRequest(target, { ZipFile: new Uint8Array([1]) }, { ...ORDER, ...order });
}

describe('cloneRequest()', () => {
  it('has its tier’s size, a separate log group, and only fields that the target has', () => {
    expect(clone({})).toEqual({
      FunctionName: 'tuner-clone-abc-256',
      Description: 'Temporary clone of target, made by lambda-autotuner to measure it at 256 MB',
      MemorySize: 256,
      Code: { ZipFile: new Uint8Array([1]) },
      Role: 'arn:aws:iam::1:role/r',
      Timeout: 7,
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Tags: { 'autotuner:run': 'abc' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/tuner-clones' },
    });
  });

  it('runs on the ordered architecture, whatever the target runs on', () => {
    expect(clone({ Architectures: ['x86_64'] }, {}, { architecture: 'arm64' })).toMatchObject({
      Architectures: ['arm64'],
    });
  });

  it('copies everything that affects speed', () => {
    const request = clone({
      EphemeralStorage: { Size: 2048 },
      KMSKeyArn: 'arn:aws:kms:key',
      Environment: { Variables: { A: '1' } },
      Layers: [{ Arn: 'arn:layer:1', CodeSize: 5 }, { Arn: 'arn:layer:2' }],
      VpcConfig: { SubnetIds: ['s'], SecurityGroupIds: ['g'], VpcId: 'v' },
      FileSystemConfigs: [{ Arn: 'arn:efs', LocalMountPath: '/mnt/x' }],
      TracingConfig: { Mode: 'Active' },
    });

    expect(request).toMatchObject({
      EphemeralStorage: { Size: 2048 },
      KMSKeyArn: 'arn:aws:kms:key',
      Environment: { Variables: { A: '1' } },
      Layers: ['arn:layer:1', 'arn:layer:2'],
      VpcConfig: { SubnetIds: ['s'], SecurityGroupIds: ['g'] },
      FileSystemConfigs: [{ Arn: 'arn:efs', LocalMountPath: '/mnt/x' }],
      TracingConfig: { Mode: 'Active' },
    });
    // VpcId is only an output of Lambda; CreateFunction refuses it.
    expect(request.VpcConfig).not.toHaveProperty('VpcId');
  });

  it('leaves out a VPC without subnets, which Lambda shows for no VPC', () => {
    expect(clone({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } })).not.toHaveProperty(
      'VpcConfig',
    );
  });

  it('logs reports in JSON logs, whatever the target’s log level', () => {
    const LoggingConfig = {
      LogFormat: 'JSON',
      SystemLogLevel: 'WARN',
      ApplicationLogLevel: 'ERROR',
      LogGroup: '/aws/lambda/target',
    } as const;

    expect(clone({ LoggingConfig }).LoggingConfig).toEqual({
      LogFormat: 'JSON',
      SystemLogLevel: 'INFO',
      ApplicationLogLevel: 'ERROR',
      LogGroup: '/aws/lambda/tuner-clones',
    });
  });

  it('publishes a clone with SnapStart, which only applies to versions', () => {
    expect(clone({ SnapStart: { ApplyOn: 'PublishedVersions' } })).toMatchObject({
      SnapStart: { ApplyOn: 'PublishedVersions' },
      Publish: true,
    });
    expect(clone({ SnapStart: { ApplyOn: 'None' } })).not.toHaveProperty('Publish');
  });

  it('keeps tags within the limit, without those of AWS', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`t${index}`, 'x']));

    const { Tags } = clone({}, { 'aws:cloudformation:stack-name': 's', ...many });

    expect(Object.keys(Tags ?? {})).toHaveLength(50);
    expect(Tags).toHaveProperty('autotuner:run', 'abc');
    expect(Tags).not.toHaveProperty('aws:cloudformation:stack-name');
  });

  it('names the missing permission to read encrypted variables', () => {
    const configuration: FunctionConfiguration = {
      KMSKeyArn: 'arn:aws:kms:eu-west-1:1:key/k',
      Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no' } },
    };

    expect(() => clone(configuration)).toThrow(PermissionDeniedError);
    expect(() => clone(configuration)).toThrow(
      'allow kms:Decrypt on arn:aws:kms:eu-west-1:1:key/k to the tuner',
    );
  });
});
