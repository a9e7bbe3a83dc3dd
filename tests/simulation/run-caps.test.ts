import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { FunctionModel } from './simulated-host.ts';
import { warmUp } from './warm-up.ts';

beforeAll(warmUp);

async function run(
  params: Readonly<Record<string, string>>,
  request: Readonly<Record<string, unknown>>,
  model: Partial<FunctionModel> = {},
) {
  const calm = defaultScenario('caps').account;
  const account = new SimulatedAccount({ ...calm, params, model: { ...calm.model, ...model } });
  await account.prepare({ MemorySize: 512, Timeout: 60 });
  const execution = account.start({ functionName: 'target', ...request });
  await account.clock.runUntil(execution.ended);
  const { started } = account.host.tally;
  return {
    result: execution.result,
    actions: account.cloud.calls.list().map(({ action }) => action),
    invocationCount: [...started.values()].reduce((sum, count) => sum + count, 0),
  };
}

const EXHAUSTIVE = { powerValues: [512, 1024, 2048], sampleCount: 50, concurrencyMax: 3 };

describe('the caps of a deployment', () => {
  it('refuse a request that exceeds them before any call', async () => {
    const { result, actions } = await run({ runInvocationsMax: '100' }, EXHAUSTIVE);

    expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    expect(actions).toEqual([]);
  });

  it('refuse a region that is not among those allowed', async () => {
    const { result } = await run({ allowedRegions: 'eu-west-1,eu-west-3' }, {});

    expect(JSON.stringify(result)).toContain('must be in one of the regions eu-west-1, eu-west-3');
  });

  it('limit the invocations of a run that sets no limit itself', async () => {
    const { result, invocationCount } = await run({ runInvocationsMax: '5' }, {});

    expect(result?.status).toBe('SUCCEEDED');
    expect(invocationCount).toBeLessThanOrEqual(5);
  });

  it('can be lowered by the request of a run', async () => {
    const { result, invocationCount } = await run(
      { runInvocationsMax: '100' },
      { runInvocationsMax: 5, runUsdMax: 1 },
    );

    expect(result?.status).toBe('SUCCEEDED');
    expect(invocationCount).toBeLessThanOrEqual(5);
  });

  it('limit the cost of a run, and say so', async () => {
    // 10 s at 0.5 + 1 + 2 GB: $0.00058 for one invocation at each size, $0.03 for the whole
    // request.
    const { result, invocationCount } = await run({ runUsdMax: '0.005' }, EXHAUSTIVE, {
      cpuMs: 0,
      waitMs: 10_000,
      noiseMax: 0,
    });

    const cost = /"tuningCostUsd":([\d.e-]+)/.exec(JSON.stringify(result))?.[1];
    expect(result?.status).toBe('SUCCEEDED');
    expect(JSON.stringify(result)).toContain('measured less often than asked for');
    expect(invocationCount).toBeLessThan(60);
    expect(Number(cost)).toBeLessThan(0.006);
  });
});
