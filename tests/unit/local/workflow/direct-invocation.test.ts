import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type RunningLocalCloud,
  startLocalCloud,
} from '../../../../local/cloud/start-local-cloud.ts';
import { invokeDirectly } from '../../../../local/workflow/direct-invocation.ts';
import { type CloudClients, createCloudClients } from '../../../local-cloud/cloud-clients.ts';
import { deploy } from '../../../local-cloud/deployed-function.ts';
import { createScriptedHost } from '../../../local-cloud/scripted-host.ts';

let answer: { readonly kind: 'success' | 'functionError'; readonly text: string };
let running: RunningLocalCloud;
let clients: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({
    pendingMs: 0,
    executionHost: createScriptedHost(() => ({
      kind: answer.kind,
      payload: Buffer.from(answer.text),
    })),
  });
  clients = createCloudClients(running.endpoint);
  await deploy(clients.lambda, 'target', 'never loaded');
});

afterAll(async () => {
  clients.destroy();
  await running.stop();
});

const invoke = () =>
  invokeDirectly(clients.lambda, { FunctionName: 'target', LogType: 'Tail', Payload: {} });

describe('invokeDirectly()', () => {
  it('returns the parsed payload', async () => {
    answer = { kind: 'success', text: '{"a": 1}' };

    expect(await invoke()).toMatchObject({ Payload: { a: 1 }, StatusCode: 200 });
  });

  it('fails with the type of the error', async () => {
    answer = { kind: 'functionError', text: '{"errorType": "TypeError"}' };

    await expect(invoke()).rejects.toMatchObject({
      name: 'StateError',
      error: 'TypeError',
      cause: '{"errorType": "TypeError"}',
    });
  });

  it.each([
    ['functionError', 'Segmentation fault'],
    ['functionError', 'null'],
    ['functionError', '{"errorType": 1}'],
    ['success', '<html></html>'],
  ] as const)('fails with Lambda.Unknown after a %s of %s', async (kind, text) => {
    answer = { kind, text };

    await expect(invoke()).rejects.toMatchObject({
      name: 'StateError',
      error: 'Lambda.Unknown',
      cause: expect.stringContaining(text),
    });
  });
});
