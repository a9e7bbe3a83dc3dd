import { describe, expect, it } from '@jest/globals';
import type { ConditionContext } from '../../local/cloud/cloud-service.ts';
import { evaluatePolicies } from '../../local/cloud/iam/policy-evaluation.ts';
import {
  type LocalDeployment,
  readLocalDeployment,
} from '../../local/deployment/local-deployment.ts';
import { dependencyQuestions } from '../../shared/core/dependency-permissions.ts';
import { NEEDED_PERMISSIONS, RUN_PURPOSES } from '../../shared/core/task-permissions.ts';

const ACCOUNT_ID = '123456789012';
const deployment = readLocalDeployment({
  accountId: ACCOUNT_ID,
  region: 'us-east-1',
  params: { targetKmsKeys: 'key/k' },
});

interface AskedPermission {
  readonly action: string;
  readonly resource: string;
  readonly context?: ConditionContext;
}

/** Returns what IAM would answer for the role of a task. */
function decisionIn({ functions }: LocalDeployment, task: string, permission: AskedPermission) {
  const statements = functions.find(({ key }) => key === task)?.statements ?? [];
  return evaluatePolicies([{ Version: '2012-10-17', Statement: statements }], permission).decision;
}

const decisionOf = (task: string, permission: AskedPermission) =>
  decisionIn(deployment, task, permission);

const TO_LAMBDA = { 'iam:PassedToService': 'lambda.amazonaws.com' };
const roleArn = (pathAndName: string) => `arn:aws:iam::${ACCOUNT_ID}:role/${pathAndName}`;
const passing = (resource: string, context = TO_LAMBDA) =>
  decisionOf('prepareTier', { action: 'iam:PassRole', resource, context });

describe('the role of PrepareTier', () => {
  it.each(deployment.functions.map(({ roleArn: ofTask }) => ofTask))(
    'must not pass the tuner’s own role %s to a clone',
    (ofTask) => {
      expect(passing(ofTask)).toBe('explicitDeny');
    },
  );

  it('must not pass a role of another stack, whatever its name and wherever its path begins', () => {
    expect(passing(roleArn('lambda-autotuner/my-stack-MoveAliasRole-X'))).toBe('explicitDeny');
    expect(passing(roleArn('ops/lambda-autotuner/my-stack-MoveAliasRole-X'))).toBe('explicitDeny');
  });

  it('may pass the roles of functions, to Lambda only', () => {
    expect(passing(roleArn('orders'))).toBe('allowed');
    expect(passing(roleArn('orders'), { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe(
      'implicitDeny',
    );
  });
});

const dependencies = {
  roleArn: roleArn('orders'),
  kmsKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT_ID}:key/k`,
  hasVariables: true,
  layerVersionArns: [`arn:aws:lambda:eu-west-1:${ACCOUNT_ID}:layer:l:1`],
  accessPointArns: [`arn:aws:elasticfilesystem:eu-west-1:${ACCOUNT_ID}:access-point/fsap-1`],
  repositoryArn: `arn:aws:ecr:eu-west-1:${ACCOUNT_ID}:repository/r`,
  isInVpc: true,
  isRuntimePinnable: true,
};
const clonesArn = `arn:aws:lambda:eu-west-1:${ACCOUNT_ID}:function:${deployment.clonePrefix}preflight`;
const asked = [...dependencyQuestions(dependencies, new Set(RUN_PURPOSES), clonesArn)].flatMap(
  ([task, questions]) => questions.map((question) => [task, question.action, question] as const),
);

describe('the roles of the tasks', () => {
  it.each(asked)('allow %s %s on what a function uses', (task, action, question) => {
    const { resourceArn: resource, context = {} } = question;

    expect(decisionOf(task, { action, resource, context })).toBe('allowed');
  });

  it('use a key through Lambda only, and no other key', () => {
    const decrypt = { action: 'kms:Decrypt', resource: dependencies.kmsKeyArn };
    const context = { 'kms:ViaService': 'lambda.eu-west-1.amazonaws.com' };

    expect(decisionOf('applyConfig', decrypt)).toBe('implicitDeny');
    expect(
      decisionOf('applyConfig', { ...decrypt, resource: `${decrypt.resource}2`, context }),
    ).toBe('implicitDeny');
  });
});

describe('a function that the deployment does not name', () => {
  const tagOnly = readLocalDeployment({
    accountId: ACCOUNT_ID,
    region: 'us-east-1',
    params: { targetFunctions: '' },
  });
  const orders = `arn:aws:lambda:us-east-1:${ACCOUNT_ID}:function:orders`;
  const decision = (task: string, action: string, tag: string) => {
    const context = tag === '' ? {} : { 'aws:ResourceTag/autotuner': tag };
    return decisionIn(tagOnly, task, { action, resource: orders, context });
  };
  const actionsOn = (...names: string[]) =>
    NEEDED_PERMISSIONS.filter(
      ({ scope, action }) => scope === 'target' && names.includes(action.replace('lambda:', '')),
    ).map(({ task, action }) => [task, action] as const);

  it.each(actionsOn('GetFunction', 'GetAlias', 'ListTags', 'ListVersionsByFunction'))(
    'allows %s to call %s if it is tagged',
    (task, action) => {
      expect(decision(task, action, 'recommend')).toBe('allowed');
      expect(decision(task, action, 'apply')).toBe('allowed');
      expect(decision(task, action, 'off')).toBe('implicitDeny');
      expect(decision(task, action, '')).toBe('implicitDeny');
    },
  );

  it.each(actionsOn('UpdateFunctionConfiguration', 'PublishVersion', 'UpdateAlias'))(
    'allows %s to call %s only if it is tagged "apply"',
    (task, action) => {
      expect(decision(task, action, 'apply')).toBe('allowed');
      expect(decision(task, action, 'recommend')).toBe('implicitDeny');
      expect(decision(task, action, '')).toBe('implicitDeny');
    },
  );
});

describe('a role that may update a function', () => {
  const updating = deployment.functions.filter(({ statements }) =>
    statements.some(({ Action }) => [Action].flat().includes('lambda:UpdateFunctionConfiguration')),
  );

  it.each(updating.map(({ key }) => key))(
    'can change neither its role, nor its VPC, layers or key: %s',
    (task) => {
      const via = { 'kms:ViaService': 'lambda.eu-west-1.amazonaws.com' };
      const further = [
        { action: 'iam:PassRole', resource: dependencies.roleArn, context: TO_LAMBDA },
        { action: 'ec2:DescribeSubnets', resource: '*' },
        { action: 'ec2:DescribeSecurityGroups', resource: '*' },
        { action: 'lambda:GetLayerVersion', resource: dependencies.layerVersionArns[0] ?? '' },
        { action: 'lambda:PutFunctionCodeSigningConfig', resource: '*' },
        { action: 'kms:Encrypt', resource: dependencies.kmsKeyArn, context: via },
        { action: 'kms:CreateGrant', resource: dependencies.kmsKeyArn, context: via },
      ];

      expect(further.map((permission) => decisionOf(task, permission))).toEqual(
        further.map(() => 'implicitDeny'),
      );
    },
  );

  it('cannot do so even if the tuner itself is in a VPC', () => {
    const inVpc = readLocalDeployment({
      accountId: ACCOUNT_ID,
      region: 'us-east-1',
      params: { vpcSubnetIds: 'subnet-1', vpcSecurityGroupIds: 'sg-1' },
    });
    const decisions = (task: string) =>
      ['ec2:CreateNetworkInterface', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'].map(
        (action) => decisionIn(inVpc, task, { action, resource: '*' }),
      );

    for (const { key } of updating) {
      expect(decisions(key)).toEqual(['allowed', 'implicitDeny', 'implicitDeny']);
    }
  });

  it('is one of the two that change the memory size', () => {
    expect(updating.map(({ key }) => key).toSorted()).toEqual(['applyConfig', 'watchProduction']);
  });
});
