import { describe, expect, it } from '@jest/globals';
import { functionDependencies } from '../../../../shared/aws/function-dependencies.ts';

const ROLE = 'arn:aws-cn:iam::123456789012:role/f';

describe('functionDependencies()', () => {
  it('reads what a function uses', () => {
    const dependencies = functionDependencies({
      Configuration: {
        Role: ROLE,
        KMSKeyArn: 'arn:key',
        Environment: { Variables: { A: '1' } },
        Layers: [{ Arn: 'arn:layer:1' }],
        FileSystemConfigs: [{ Arn: 'arn:access-point', LocalMountPath: '/mnt/x' }],
        VpcConfig: { SubnetIds: ['subnet-1'] },
        RuntimeVersionConfig: { RuntimeVersionArn: 'arn:runtime' },
      },
    });

    expect(dependencies).toEqual({
      roleArn: ROLE,
      kmsKeyArn: 'arn:key',
      hasVariables: true,
      layerVersionArns: ['arn:layer:1'],
      accessPointArns: ['arn:access-point'],
      isInVpc: true,
      isRuntimePinnable: true,
    });
  });

  it.each([
    ['by tag', '111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/team/api:live'],
    ['by digest', '111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/team/api@sha256:ab'],
  ])('finds the repository of an image named %s', (_how, ImageUri) => {
    const { repositoryArn } = functionDependencies({
      Configuration: { Role: ROLE },
      Code: { ImageUri },
    });

    expect(repositoryArn).toBe('arn:aws-cn:ecr:cn-north-1:111111111111:repository/team/api');
  });

  it('does not pin the runtime of a function with SnapStart', () => {
    const { isRuntimePinnable } = functionDependencies({
      Configuration: {
        Role: ROLE,
        RuntimeVersionConfig: { RuntimeVersionArn: 'arn:runtime' },
        SnapStart: { ApplyOn: 'PublishedVersions' },
      },
    });

    expect(isRuntimePinnable).toBe(false);
  });

  it('has only the role if a function uses nothing else', () => {
    expect(functionDependencies({ Configuration: { Role: ROLE } })).toEqual({
      roleArn: ROLE,
      hasVariables: false,
      layerVersionArns: [],
      accessPointArns: [],
      isInVpc: false,
      isRuntimePinnable: false,
    });
  });
});
