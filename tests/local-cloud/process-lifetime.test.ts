import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { RuntimeApi } from '../../local/cloud/lambda/process-host/runtime-api.ts';
import { startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy, invoke } from './deployed-function.ts';
import { isRunning } from './running-process.ts';

// Returns its own process id and that of a child that would run for ever.
const FAMILY_SOURCE = `
import { spawn } from 'node:child_process';
export const handler = async ({ spin, exit }) => {
  if (spin) for (;;);
  if (exit) process.exit(0);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return [process.pid, child.pid];
};`;

const POLLS_MAX = 100;

/** Waits until none of the processes runs, for two seconds at most. */
async function waitUntilGone(pids: readonly number[]): Promise<boolean> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    if (!pids.some(isRunning)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('LocalCloud.stop()', () => {
  it('leaves no process behind, not even a busy or a stopped one', async () => {
    const other = await startLocalCloud({ pendingMs: 0 });
    const { lambda, destroy } = createCloudClients(other.endpoint);
    await deploy(lambda, 'family', FAMILY_SOURCE, { MemorySize: 128 });
    const { payload: pids } = await invoke(lambda, 'family');
    const busy = failureOf(invoke(lambda, 'family', { spin: true }));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(pids.map(isRunning)).toEqual([true, true]);

    await other.stop();
    destroy();
    expect(await busy).toMatchObject({ name: 'ServiceException', status: 500 });
    expect(pids.map(isRunning)).toEqual([false, false]);
  });
});

describe('a cloud that is stopped while one invocation runs and others wait for a core', () => {
  // Delays before the start, during the start of the environment, and during the invocation.
  it.each([0, 2, 5, 10, 20, 40, 80, 160, 320])('fails them all after %d ms', async (delayMs) => {
    const running = await startLocalCloud({ pendingMs: 0, vcpuCapacity: 1 });
    const { lambda, destroy } = createCloudClients(running.endpoint);
    await deploy(lambda, 'waiting', 'export const handler = async () => { for (;;); };', {
      MemorySize: 1769,
    });
    const outcomes = [1, 2, 3].map(() => failureOf(invoke(lambda, 'waiting')));
    await new Promise((resolve) => setTimeout(resolve, delayMs));

    await running.cloud.stop();

    for (const outcome of outcomes) expect(await outcome).toMatchObject({ status: 500 });
    expect(await failureOf(invoke(lambda, 'waiting'))).toMatchObject({ status: 500 });
    destroy();
    await running.stop();
  });
});

describe('RuntimeApi', () => {
  it('rejects a start during which it is closed', async () => {
    const api = new RuntimeApi(() => undefined);
    const listening = api.listen();

    api.close();

    await expect(listening).rejects.toThrow('aborted');
  });

  it('does not start once it is closed', async () => {
    const api = new RuntimeApi(() => undefined);
    api.close();

    await expect(api.listen()).rejects.toThrow('aborted');
  });
});

describe('an execution environment that ends by itself', () => {
  it('ends the processes that it has started', async () => {
    const running = await startLocalCloud({ pendingMs: 0 });
    const { lambda, destroy } = createCloudClients(running.endpoint);
    await deploy(lambda, 'family', FAMILY_SOURCE);
    const { payload: pids } = await invoke(lambda, 'family');

    await invoke(lambda, 'family', { exit: true });

    expect(await waitUntilGone(pids)).toBe(true);
    destroy();
    await running.stop();
  });
});

describe('a crash of the local cloud', () => {
  it('leaves no process behind, not even a stopped one', async () => {
    const script = fileURLToPath(new URL('./crashing-cloud.ts', import.meta.url));
    const crashing = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(crashing.stdout, 'data');
    const pids: number[] = JSON.parse(String(output));
    expect(pids.map(isRunning)).toEqual([true, true]);

    crashing.kill('SIGKILL');

    expect(await waitUntilGone(pids)).toBe(true);
  });
});
