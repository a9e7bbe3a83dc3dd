import { describe, expect, it } from '@jest/globals';
import type { ConditionContext } from '../../local/cloud/cloud-service.ts';
import { evaluatePolicies } from '../../local/cloud/iam/policy-evaluation.ts';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';

const ACCOUNT_ID = '123456789012';
const deployment = readLocalDeployment({ accountId: ACCOUNT_ID, region: 'us-east-1' });

/** What the role of a task may do, as IAM would answer. */
function decisionOf(
  task: string,
  permission: {
    readonly action: string;
    readonly resource: string;
    readonly context?: ConditionContext;
  },
) {
  const statements = deployment.functions.find(({ key }) => key === task)?.statements ?? [];
  return evaluatePolicies([{ Version: '2012-10-17', Statement: statements }], permission).decision;
}

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

  it('must not pass a role of another stage, or one with a path', () => {
    expect(passing(roleArn('lambda-autotuner-prod-MoveAliasRole-X'))).toBe('explicitDeny');
    expect(passing(roleArn('ops/lambda-autotuner-dev-MoveAliasRole-X'))).toBe('explicitDeny');
  });

  it('may pass the roles of functions, to Lambda only', () => {
    expect(passing(roleArn('orders'))).toBe('allowed');
    expect(passing(roleArn('orders'), { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe(
      'implicitDeny',
    );
  });
});
