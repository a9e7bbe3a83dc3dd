import {
  DeleteFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { InitOutcome, InvocationOutcome } from '../../local/cloud/lambda/execution-host.ts';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients } from './cloud-clients.ts';
import { deploy, invoke, reported, waitUntilSettled } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const SOURCE = 'export const handler = async () => 1;';

let running: RunningLocalCloud;
let clients: CloudClients;
let host: ReturnType<typeof createScriptedHost>;

/**
 * Starts a cloud in which the n-th initialisation and the n-th invocation, in any environment, have
 * the n-th outcome.
 */
async function start(
  inits: readonly Partial<InitOutcome>[] = [],
  {
    idleEnvironmentsMax = 32,
    outcomes = [],
  }: {
    readonly idleEnvironmentsMax?: number;
    readonly outcomes?: readonly Partial<InvocationOutcome>[];
  } = {},
) {
  let invocationCount = 0;
  const nextOutcome = () => {
    invocationCount += 1;
    return outcomes[invocationCount - 1] ?? {};
  };
  let initCount = 0;
  const nextInit = () => {
    initCount += 1;
    return inits[initCount - 1] ?? {};
  };
  host = createScriptedHost(nextOutcome, nextInit);
  running = await startLocalCloud({ executionHost: host, pendingMs: 0, idleEnvironmentsMax });
  clients = createCloudClients(running.endpoint);
}

afterEach(async () => {
  clients.destroy();
  await running.stop();
});

describe('a cold start', () => {
  it('counts an initialisation that was started again as part of the duration', async () => {
    await start([{ kind: 'timeout', initDurationMs: 10_000 }, { initDurationMs: 2000 }]);
    await deploy(clients.lambda, 'slow', SOURCE);

    const { log, functionError } = await invoke(clients.lambda, 'slow');

    expect(functionError).toBeUndefined();
    expect(log).toContain('INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\t');
    // 2000 ms of initialisation and 10 ms of the handler.
    expect(reported(log, 'Duration')).toBe(2010);
    expect(reported(log, 'Billed Duration')).toBe(2010);
    expect(reported(log, 'Init Duration')).toBeUndefined();
  });

  it('times out with the function if it is still not initialised', async () => {
    const timeout = { kind: 'timeout', initDurationMs: 10_000 } as const;
    await start([timeout, timeout]);
    await deploy(clients.lambda, 'stuck', SOURCE, { Timeout: 10 });

    const { payload, log } = await invoke(clients.lambda, 'stuck');

    expect(payload.errorType).toBe('Sandbox.Timedout');
    expect(log).toMatch(/\tDuration: 10000\.00 ms\t.*Status: timeout\t/);
    expect(host.liveCount()).toBe(0);
  });

  it('is a restore for versions with SnapStart, and none for $LATEST', async () => {
    await start();
    await deploy(clients.lambda, 'snap', SOURCE, {
      Runtime: 'java21',
      SnapStart: { ApplyOn: 'PublishedVersions' },
    });
    await clients.lambda.send(new PublishVersionCommand({ FunctionName: 'snap' }));

    const version = await invoke(clients.lambda, 'snap:1');
    const latest = await invoke(clients.lambda, 'snap');

    expect(reported(version.log, 'Restore Duration')).toBe(80);
    expect(reported(version.log, 'Billed Restore Duration')).toBe(80);
    expect(reported(version.log, 'Init Duration')).toBeUndefined();
    // 10 ms of the handler and 80 ms of the restore.
    expect(reported(version.log, 'Billed Duration')).toBe(90);
    expect(reported(latest.log, 'Init Duration')).toBe(80);
  });
});

describe('the environment after one that died', () => {
  it.each(['exit', 'outOfMemory', 'timeout'] as const)(
    'is initialised as part of its invocation, without a mark in the log (%s)',
    async (kind) => {
      await start([], { outcomes: [{ kind }] });
      await deploy(clients.lambda, 'mortal', SOURCE);

      const first = await invoke(clients.lambda, 'mortal');
      const second = await invoke(clients.lambda, 'mortal');
      const third = await invoke(clients.lambda, 'mortal');

      expect(first.log).toContain('INIT_START Runtime Version: nodejs:24.v1\t');
      expect(first.functionError).toBe('Unhandled');
      expect(second.functionError).toBeUndefined();
      expect(second.log).not.toContain('INIT_');
      expect(reported(second.log, 'Init Duration')).toBeUndefined();
      // 80 ms of initialisation and 10 ms of the handler.
      expect(reported(second.log, 'Duration')).toBe(90);
      expect(reported(second.log, 'Billed Duration')).toBe(90);
      expect(reported(third.log, 'Duration')).toBe(10);
    },
  );

  it('has an init phase again after a change of the function', async () => {
    await start([], { outcomes: [{ kind: 'exit' }] });
    await deploy(clients.lambda, 'changed', SOURCE);
    await invoke(clients.lambda, 'changed');

    await clients.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'changed', MemorySize: 1024 }),
    );
    await waitUntilSettled(clients.lambda, 'changed');

    expect(reported((await invoke(clients.lambda, 'changed')).log, 'Init Duration')).toBe(80);
  });

  it('follows an initialisation that failed, too', async () => {
    await start([{ kind: 'exit' }, { kind: 'exit' }]);
    await deploy(clients.lambda, 'broken', SOURCE);

    const first = await invoke(clients.lambda, 'broken');
    const second = await invoke(clients.lambda, 'broken');

    expect(first.log).toMatch(/^INIT_START .*\nINIT_REPORT .*Phase: init\tStatus: error/);
    expect(second.log).toMatch(/^INIT_REPORT .*Phase: invoke\tStatus: error/);
  });

  it('replaces the initialisation that took too long, so there is only one', async () => {
    await start([{ kind: 'timeout', initDurationMs: 10_000 }], { idleEnvironmentsMax: 1 });
    await deploy(clients.lambda, 'slow', SOURCE);
    await deploy(clients.lambda, 'other', SOURCE);

    await invoke(clients.lambda, 'slow');
    // Takes the only place for a warm environment.
    await invoke(clients.lambda, 'other');

    expect(reported((await invoke(clients.lambda, 'slow')).log, 'Init Duration')).toBe(80);
  });
});

describe('the life of execution environments', () => {
  it('ends with the function', async () => {
    await start();
    await deploy(clients.lambda, 'short', SOURCE);
    await invoke(clients.lambda, 'short');
    expect(host.liveCount()).toBe(1);

    await clients.lambda.send(new DeleteFunctionCommand({ FunctionName: 'short' }));

    expect(host.liveCount()).toBe(0);
  });

  it('ends with a change of configuration', async () => {
    await start();
    await deploy(clients.lambda, 'changed', SOURCE);
    await invoke(clients.lambda, 'changed');

    await clients.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'changed', MemorySize: 1024 }),
    );
    await waitUntilSettled(clients.lambda, 'changed');
    const { log } = await invoke(clients.lambda, 'changed');

    expect(reported(log, 'Init Duration')).toBe(80);
    expect(host.liveCount()).toBe(1);
  });

  it('keeps no more warm than the cap', async () => {
    await start([], { idleEnvironmentsMax: 2 });
    for (const name of ['a', 'b', 'c']) {
      await deploy(clients.lambda, name, SOURCE);
      await invoke(clients.lambda, name);
    }

    const oldest = await invoke(clients.lambda, 'a');

    expect(reported(oldest.log, 'Init Duration')).toBe(80);
    expect(host.liveCount()).toBe(2);
  });
});
