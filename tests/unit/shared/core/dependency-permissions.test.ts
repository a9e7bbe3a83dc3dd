import { describe, expect, it } from '@jest/globals';
import {
  dependencyQuestions,
  type FunctionDependencies,
} from '../../../../shared/core/dependency-permissions.ts';
import { purposesOf } from '../../../../shared/core/task-permissions.ts';

const BARE: FunctionDependencies = {
  roleArn: 'arn:aws:iam::1:role/f',
  hasVariables: false,
  layerVersionArns: [],
  accessPointArns: [],
  isInVpc: false,
  isRuntimePinnable: false,
};
const KEY = 'arn:aws:kms:eu-west-1:1:key/k';

function asked(
  dependencies: Partial<FunctionDependencies>,
  request: { apply: boolean; applyTo: string; watchMinutes?: number } = {
    apply: false,
    applyTo: '$LATEST',
  },
) {
  const questions = dependencyQuestions(
    { ...BARE, ...dependencies },
    purposesOf(request),
    'arn:clones',
  );
  return Object.fromEntries(
    [...questions].map(([task, ofTask]) => [
      task,
      ofTask.map(({ action, resourceArn }) => `${action} ${resourceArn}`),
    ]),
  );
}

describe('dependencyQuestions()', () => {
  it('asks only about the role if a function uses nothing else', () => {
    expect(asked({})).toEqual({ prepareTier: ['iam:PassRole arn:aws:iam::1:role/f'] });
  });

  it('asks about layers, file systems and the image of a clone', () => {
    expect(
      asked({
        layerVersionArns: ['arn:layer:l:1'],
        accessPointArns: ['arn:efs/a'],
        repositoryArn: 'arn:ecr/r',
      }),
    ).toEqual({
      prepareTier: [
        'iam:PassRole arn:aws:iam::1:role/f',
        'lambda:GetLayerVersion arn:layer:l:1',
        'elasticfilesystem:DescribeMountTargets arn:efs/a',
        'ecr:BatchGetImage arn:ecr/r',
        'ecr:GetDownloadUrlForLayer arn:ecr/r',
      ],
    });
  });

  it('asks about the network of a clone, and about pinning its runtime', () => {
    expect(asked({ isInVpc: true, isRuntimePinnable: true })).toEqual({
      prepareTier: [
        'iam:PassRole arn:aws:iam::1:role/f',
        'ec2:DescribeSecurityGroups *',
        'ec2:DescribeSubnets *',
        'ec2:DescribeVpcs *',
        'lambda:PutRuntimeManagementConfig arn:clones',
      ],
    });
  });

  it('asks for every role that reads the environment variables whether it may decrypt them', () => {
    const decrypt = `kms:Decrypt ${KEY}`;
    const questions = asked(
      { kmsKeyArn: KEY, hasVariables: true },
      { apply: true, applyTo: 'live', watchMinutes: 5 },
    );

    expect(questions).toMatchObject({
      resolveFunction: [decrypt],
      applyConfig: [decrypt],
      verifyConfig: [decrypt],
      moveAlias: [decrypt],
      watchProduction: [decrypt],
    });
    expect(questions.prepareTier).toContain(decrypt);
  });

  it('asks about decryption only with variables, but always about creating a clone with the key', () => {
    const questions = asked({ kmsKeyArn: KEY });

    expect(Object.keys(questions)).toEqual(['prepareTier']);
    expect(questions.prepareTier).toContain(`kms:CreateGrant ${KEY}`);
  });
});
