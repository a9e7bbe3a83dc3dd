import type { EvaluationResult, IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { simulatePermissions } from '../../../../shared/aws/permission-simulation.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';

const CONTEXT = { clock: systemClock, random: () => 0, deadlineMs: Number.MAX_SAFE_INTEGER };
const ACTION = 'lambda:GetFunction';
const QUESTIONS = [
  { action: ACTION, resourceArn: 'arn:target' },
  { action: ACTION, resourceArn: 'arn:clones' },
];

function simulate(results: readonly Partial<EvaluationResult>[]) {
  const client = { send: async () => ({ EvaluationResults: results }) } as unknown as IAMClient;
  return simulatePermissions(client, CONTEXT, { roleArn: 'arn:role', questions: QUESTIONS });
}

describe('simulatePermissions()', () => {
  it('reads one result for each action, with the resources inside', async () => {
    const result = await simulate([
      {
        EvalActionName: ACTION,
        EvalResourceName: 'arn:aws:lambda:*:*:function:*',
        EvalDecision: 'implicitDeny',
        ResourceSpecificResults: [
          { EvalResourceName: 'arn:target', EvalResourceDecision: 'allowed' },
          { EvalResourceName: 'arn:clones', EvalResourceDecision: 'explicitDeny' },
        ],
      },
    ]);

    expect(result).toEqual({ kind: 'answered', answers: ['allowed', 'denied'] });
  });

  it('reads one result for each action on each resource, as before 2026', async () => {
    const result = await simulate([
      { EvalActionName: ACTION, EvalResourceName: 'arn:target', EvalDecision: 'implicitDeny' },
      { EvalActionName: ACTION, EvalResourceName: 'arn:clones', EvalDecision: 'allowed' },
    ]);

    expect(result).toEqual({ kind: 'answered', answers: ['denied', 'allowed'] });
  });

  it('sorts a denial that depends on unknown context as unknown', async () => {
    const result = await simulate([
      {
        EvalActionName: ACTION,
        EvalResourceName: 'arn:target',
        EvalDecision: 'implicitDeny',
        MissingContextValues: ['aws:SourceIp'],
      },
      {
        EvalActionName: ACTION,
        EvalResourceName: 'arn:clones',
        EvalDecision: 'explicitDeny',
        MissingContextValues: [],
      },
    ]);

    expect(result).toEqual({ kind: 'answered', answers: ['unknown', 'denied'] });
  });

  it('sorts a missing answer as unknown', async () => {
    expect(await simulate([])).toEqual({ kind: 'answered', answers: ['unknown', 'unknown'] });
  });

  it('asks about resources of one type in one call, with the context of the real call', async () => {
    const inputs: unknown[] = [];
    const client = {
      send: async ({ input }: { input: unknown }) => {
        inputs.push(input);
        return { EvaluationResults: [] };
      },
    } as unknown as IAMClient;
    const lambda = (name: string) => ({
      action: ACTION,
      resourceArn: `arn:aws:lambda:us-east-1:1:function:${name}`,
    });
    const role = {
      action: 'iam:PassRole',
      resourceArn: 'arn:aws:iam::1:role/r',
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    };

    await simulatePermissions(client, CONTEXT, {
      roleArn: 'arn:role',
      questions: [lambda('a'), role, lambda('b')],
    });

    expect(inputs).toMatchObject([
      {
        ActionNames: [ACTION],
        ResourceArns: [lambda('a').resourceArn, lambda('b').resourceArn],
        ContextEntries: [],
      },
      {
        ActionNames: ['iam:PassRole'],
        ContextEntries: [
          {
            ContextKeyName: 'iam:PassedToService',
            ContextKeyType: 'string',
            ContextKeyValues: ['lambda.amazonaws.com'],
          },
        ],
      },
    ]);
  });

  it('reports that it may not ask', async () => {
    const denied = Object.assign(new Error('no'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    const client = { send: () => Promise.reject(denied) } as unknown as IAMClient;

    const result = await simulatePermissions(client, CONTEXT, {
      roleArn: 'arn:role',
      questions: QUESTIONS,
    });

    expect(result.kind).toBe('notPermitted');
  });
});
