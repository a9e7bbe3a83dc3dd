import { beforeEach, describe, expect, it } from '@jest/globals';
import { requireUsableDependencies } from '../../../../functions/resolve-function/usable-dependencies.ts';
import type { FunctionDescription } from '../../../../shared/aws/function-description.ts';
import type { RoleQuestions } from '../../../../shared/aws/permission-simulation.ts';
import type { TuningRequest } from '../../../../shared/contract/request-fields.ts';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { memoryTier } from '../../../../shared/resilience/cache/memory-tier.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const CLOCK = new VirtualClock(0);
const TASKS = ['resolveFunction', 'prepareTier', 'applyConfig', 'verifyConfig'];
const REQUEST = { apply: true, applyTo: '$LATEST', fresh: false } as TuningRequest;
const DESCRIPTION = {
  functionArn: 'arn:f',
  dependencies: {
    roleArn: 'arn:aws:iam::1:role/f',
    kmsKeyArn: 'arn:aws:kms:eu-west-1:1:key/k',
    hasVariables: true,
    layerVersionArns: [],
    accessPointArns: [],
    isInVpc: true,
    isRuntimePinnable: true,
  },
} as unknown as FunctionDescription;

let askedRoles: string[];
let cache: Cache;

beforeEach(() => {
  askedRoles = [];
  cache = new Cache({ clock: CLOCK, tiers: [memoryTier(CLOCK)], onSkipped: () => undefined });
});

/** @param isDenied Whether IAM denies a question, such as `prepareTier iam:PassRole`. */
function check(isDenied: (question: string) => boolean, request = REQUEST) {
  return requireUsableDependencies(
    {
      clock: CLOCK,
      storeWithin: () => memoryStore(),
      cache,
      clonePrefix: 'clone-',
      roleArns: Object.fromEntries(TASKS.map((task) => [task, task])),
      count: () => undefined,
      simulatePermissions: async ({ roleArn, questions }: RoleQuestions) => {
        askedRoles.push(roleArn);
        return {
          kind: 'answered',
          answers: questions.map(({ action }) =>
            isDenied(`${roleArn} ${action}`) ? 'denied' : 'allowed',
          ),
        };
      },
    },
    DESCRIPTION,
    request,
  );
}

describe('requireUsableDependencies()', () => {
  it('names role, action, resource and remedy of every denial', async () => {
    const checking = check((question) => /PassRole|verifyConfig/.test(question));

    await expect(checking).rejects.toThrow(
      'Cannot tune "arn:f": role prepareTier is not allowed iam:PassRole on arn:aws:iam::1:role/f: deploy the tuner with "TargetRoles" that include it; role verifyConfig is not allowed kms:Decrypt on arn:aws:kms:eu-west-1:1:key/k: deploy the tuner with "TargetKmsKeys" that include it, or allow it in the key\'s policy',
    );
  });

  it.each([
    ['ec2:DescribeVpcs', '*'],
    ['lambda:PutRuntimeManagementConfig', 'arn:clone-preflight'],
  ])('ends a run whose clones could not be made without %s', async (action, resource) => {
    await expect(check((question) => question === `prepareTier ${action}`)).rejects.toThrow(
      `role prepareTier is not allowed ${action} on ${resource}: add the permission to the role`,
    );
  });

  it('ignores denials on a key that this task has just used, because the key’s policy grants it', async () => {
    await check((question) => question.includes('kms:'));

    await expect(check((question) => /kms:|PassRole/.test(question))).rejects.toThrow(
      /^Cannot tune "arn:f": role prepareTier is not allowed iam:PassRole on [^;]*$/,
    );
  });

  it('caches a positive answer for a minute, unless the request is fresh', async () => {
    await check(() => false);
    await check(() => false);
    expect(askedRoles).toHaveLength(TASKS.length);

    await check(() => false, { ...REQUEST, fresh: true });
    expect(askedRoles).toHaveLength(2 * TASKS.length);
  });

  it('lets the run continue if IAM fails', async () => {
    await check(() => {
      throw new TransientServiceError('no answer');
    });

    expect(askedRoles.length).toBeGreaterThan(0);
  });
});
