import { describe, expect, it } from '@jest/globals';
import { callerRoleArn } from '../../../../shared/aws/caller.ts';

describe('callerRoleArn()', () => {
  it.each([
    [
      'arn:aws:sts::123456789012:assumed-role/deployer/me@example',
      'arn:aws:iam::123456789012:role/deployer',
    ],
    ['arn:aws-cn:sts::123456789012:assumed-role/a/b', 'arn:aws-cn:iam::123456789012:role/a'],
    ['arn:aws:iam::123456789012:user/me', 'arn:aws:iam::123456789012:user/me'],
  ])('maps %s to %s', (arn, roleArn) => {
    expect(callerRoleArn(arn)).toBe(roleArn);
  });
});
