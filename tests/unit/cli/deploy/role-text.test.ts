import { describe, expect, it } from '@jest/globals';
import { roleLines } from '../../../../cli/deploy/role-text.ts';

const PLACE = { stackName: 'tuner', accountId: '123456789012', region: 'eu-west-1' };

function role(Statement: readonly object[], Condition?: string) {
  const Policies = [{ PolicyName: 'task', PolicyDocument: { Version: '2012-10-17', Statement } }];
  return { Type: 'AWS::IAM::Role', Properties: { Policies }, ...(Condition && { Condition }) };
}

const TEMPLATE = {
  Description: '',
  Parameters: {
    Targets: { Type: 'CommaDelimitedList', Default: '' },
    Enabled: { Type: 'String', Default: 'false' },
  },
  Conditions: { IsEnabled: { 'Fn::Equals': [{ Ref: 'Enabled' }, 'true'] } },
  Resources: {
    Store: { Type: 'AWS::S3::Bucket', Properties: {} },
    ReadRole: role([
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: { 'Fn::GetAtt': ['Store', 'Arn'] },
      },
      { Effect: 'Deny', Action: 'iam:PassRole', Resource: { Ref: 'Targets' } },
    ]),
    ScheduleRole: role(
      [
        {
          Effect: 'Allow',
          Action: 'states:StartExecution',
          Resource: {
            'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }, 'x']],
          },
          Condition: { StringEquals: { a: 'b' } },
        },
      ],
      'IsEnabled',
    ),
  },
};

describe('roleLines()', () => {
  it('names actions and resources with the parameters of the stack, and at most three resources', () => {
    expect(roleLines(TEMPLATE, { ...PLACE, parameters: { Targets: 'a,b,c,d' } })).toEqual([
      '  ReadRole',
      '    s3:GetObject, s3:PutObject on <Store.Arn>',
      '    never iam:PassRole on a, b, c and 1 more',
    ]);
  });

  it('leaves out a role whose condition is not met, and shows conditions of statements', () => {
    expect(roleLines(TEMPLATE, { ...PLACE, parameters: { Enabled: 'true' } }).slice(-2)).toEqual([
      '  ScheduleRole',
      '    states:StartExecution on arn:aws:eu-west-1:x if {"StringEquals":{"a":"b"}}',
    ]);
  });
});
