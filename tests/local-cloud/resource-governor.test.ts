import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ResourceGovernor } from '../../local/cloud/lambda/process-host/resource-governor.ts';

const FREE = { vcpuShare: Number.POSITIVE_INFINITY, memoryMb: 1_024 };
/** Less than any process of Node.js needs. */
const TOO_LITTLE = { ...FREE, memoryMb: 1 };
/** Breaks the governor's thread, which expects a number. */
const BREAKING = { ...FREE, memoryMb: 1n as unknown as number };

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a process group that runs until it is killed. */
function startGroup(): { readonly groupId: number; readonly ended: Promise<unknown[]> } {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], {
    stdio: 'ignore',
    detached: true,
  });
  children.push(child);
  return { groupId: child.pid ?? 0, ended: once(child, 'exit') };
}

describe('ResourceGovernor', () => {
  it('keeps watching other groups after a watched one has ended', async () => {
    const governor = new ResourceGovernor();
    const gone = startGroup();
    process.kill(-gone.groupId, 'SIGKILL');
    await gone.ended;
    const alive = startGroup();

    governor.watch(gone.groupId, FREE);
    governor.watch(alive.groupId, TOO_LITTLE);

    expect(await alive.ended).toEqual([null, 'SIGKILL']);
    await governor.stop();
  });

  it('reports that its thread failed, and starts another one for the next group', async () => {
    const failed = Promise.withResolvers<string>();
    const governor = new ResourceGovernor(failed.resolve);
    const [first, second] = [startGroup(), startGroup()];

    governor.watch(first.groupId, BREAKING);

    expect(await failed.promise).toMatch(
      /^Cannot hold functions to their CPU and memory until they are invoked again: TypeError: /,
    );
    governor.watch(second.groupId, TOO_LITTLE);
    expect(await second.ended).toEqual([null, 'SIGKILL']);
    await governor.stop();
  });
});
