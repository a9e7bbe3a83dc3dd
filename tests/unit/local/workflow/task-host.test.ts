import { describe, expect, it } from '@jest/globals';
import type { EnvironmentSpec } from '../../../../local/cloud/lambda/execution-host.ts';
import { StateError } from '../../../../local/workflow/engine/state-error.ts';
import { hostWithTasks } from '../../../../local/workflow/task-host.ts';
import { createScriptedHost } from '../../../local-cloud/scripted-host.ts';

const host = hostWithTasks(
  createScriptedHost(() => ({ payload: Buffer.from('"another function"') })),
  (functionArn) => (functionArn === 'arn:task' ? runTask : undefined),
);

async function runTask(event: unknown): Promise<unknown> {
  const { error } = event as { error?: string };
  if (error !== undefined) throw new StateError(error, '{"errorType":"Wrong"}');
  return { given: event };
}

async function invoke(functionArn: string, event: object) {
  const environment = host.createEnvironment({ functionArn } as EnvironmentSpec);
  await environment.initialise(10_000);
  const { kind, payload, errorType } = await environment.invoke({
    requestId: 'r',
    payload: Buffer.from(JSON.stringify(event)),
    deadlineMs: 0,
    timeoutMs: 1_000,
    invokedFunctionArn: functionArn,
    clientContext: undefined,
  });
  return { kind, text: Buffer.from(payload).toString(), errorType };
}

describe('hostWithTasks()', () => {
  it('runs a task in place of its function, and other functions in the host', async () => {
    expect(await invoke('arn:task', { a: 1 })).toMatchObject({
      kind: 'success',
      text: '{"given":{"a":1}}',
    });
    expect(await invoke('arn:other', {})).toMatchObject({ text: '"another function"' });
  });

  it('distinguishes a failed task from one that took too long', async () => {
    expect(await invoke('arn:task', { error: 'Wrong' })).toEqual({
      kind: 'functionError',
      text: '{"errorType":"Wrong"}',
      errorType: 'Wrong',
    });
    expect(await invoke('arn:task', { error: 'Sandbox.Timedout' })).toMatchObject({
      kind: 'timeout',
      text: '',
    });
  });
});
