import { describe, expect, it } from '@jest/globals';
import { readStackOptions } from '../../../../cli/deploy/stack-options.ts';
import {
  deployedVersion,
  isNewerVersion,
  refusalToChange,
  refusalToRemove,
  replacedVersionText,
} from '../../../../cli/deploy/tuner-stack.ts';
import type { Stack } from '../../../../shared/aws/stack.ts';

const STACK: Stack = {
  id: 'arn:stack',
  name: 'lambda-autotuner-prod',
  status: 'UPDATE_COMPLETE',
  description: 'lambda-autotuner 1.2.0: Finds',
  parameters: {},
  outputs: {},
  changedAtMs: 0,
};

const OTHER = { ...STACK, name: 'shop', description: 'lambda-autotuner-like shop' };

const change = (stack: Stack) => {
  const options = readStackOptions('deploy', ['--stage', 'prod']);
  return options && refusalToChange(stack, options);
};

describe('deployedVersion()', () => {
  it('is the version of the release that made the stack', () => {
    expect(deployedVersion(STACK)).toBe('1.2.0');
    expect(deployedVersion(OTHER)).toBeUndefined();
  });
});

describe('isNewerVersion()', () => {
  it.each([
    ['1.10.0', '1.9.9', true],
    ['1.9.9', '1.10.0', false],
    ['1.2.0', '1.2.0', false],
    ['1.2.0', '1.2.0-beta.2', true],
    ['1.2.0-beta.2', '1.2.0', false],
    ['1.2.0-beta.10', '1.2.0-beta.2', true],
    ['1.2.1-beta.1', '1.2.0', true],
  ])('of %s and %s: %s', (version, other, isNewer) => {
    expect(isNewerVersion(version, other)).toBe(isNewer);
  });
});

describe('replacedVersionText()', () => {
  const replacedBy = (version: string, stack = STACK) =>
    replacedVersionText(stack, { Description: `lambda-autotuner ${version}: Finds` });

  it('names the version that is replaced, and says if it is newer', () => {
    expect(replacedBy('1.10.0')).toBe('It replaces version 1.2.0.');
    expect(replacedBy('1.1.10')).toBe(
      'It replaces version 1.2.0, which is newer: to keep that, use npx lambda-autotuner@1.2.0',
    );
  });

  it('says nothing of the same version, or of a stack without one', () => {
    expect(replacedBy('1.2.0')).toBeUndefined();
    expect(replacedBy('1.3.0', OTHER)).toBeUndefined();
  });
});

describe('refusalToChange()', () => {
  it.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
    'allows a stack that is %s',
    (status) => {
      expect(change({ ...STACK, status })).toBeUndefined();
    },
  );

  it.each([
    ['ROLLBACK_COMPLETE', 'autotune destroy --stage prod removes it'],
    ['DELETE_FAILED', 'autotune destroy --stage prod removes it'],
    [
      'UPDATE_ROLLBACK_FAILED',
      'aws cloudformation continue-update-rollback --stack-name lambda-autotuner-prod',
    ],
    ['UPDATE_IN_PROGRESS', 'wait until CloudFormation is done'],
    ['DELETE_IN_PROGRESS', 'wait until CloudFormation is done'],
  ])('says what to do with one that is %s', (status, text) => {
    expect(change({ ...STACK, status })).toContain(text);
  });

  it('refuses a stack that another program made, and another application', () => {
    const outputs = { ServerlessDeploymentBucketName: 'b' };

    expect(change({ ...OTHER, outputs })).toContain('the Serverless Framework');
    expect(change(OTHER)).toContain("is not the tuner's");
  });
});

describe('refusalToRemove()', () => {
  it('refuses another application, in every state', () => {
    expect(refusalToRemove(OTHER)).toContain('shop');
    expect(refusalToRemove({ ...OTHER, status: 'ROLLBACK_COMPLETE' })).toContain('shop');
  });

  it.each(['CREATE_COMPLETE', 'ROLLBACK_COMPLETE', 'DELETE_FAILED'])(
    'allows a tuner that is %s',
    (status) => {
      expect(refusalToRemove({ ...STACK, status })).toBeUndefined();
    },
  );

  it('refuses a stack that the Serverless Framework made', () => {
    const outputs = { StoreBucketName: 's', ServerlessDeploymentBucketName: 'b' };

    expect(refusalToRemove({ ...OTHER, outputs })).toContain('npx serverless remove');
  });

  it('allows a stack without a description', () => {
    expect(refusalToRemove({ ...STACK, description: '' })).toBeUndefined();
    expect(change({ ...STACK, description: '' })).toBeUndefined();
  });

  it('allows a stack that was only prepared', () => {
    const shell = { ...STACK, description: '', status: 'REVIEW_IN_PROGRESS' };

    expect(refusalToRemove(shell)).toBeUndefined();
  });
});
