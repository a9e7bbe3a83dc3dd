import { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createFunction, runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

const QUICK = `export const handler = async () => ({});`;
const REQUEST = { powerValues: [256, 512], sampleCount: 2 };
const DAY_MS = 24 * 3600 * 1000;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
});

afterEach(() => account.cloud.cloud.faults.clear());

afterAll(() => account.stop());

/** Records production as CloudWatch would have seen it: 140 invocations, ten a day. */
function seedProduction(functionName: string, resource?: string): void {
  const nowMs = Date.now();
  for (let index = 0; index < 140; index++) {
    const at = {
      functionName,
      ...(resource !== undefined && { resource }),
      atMs: nowMs - (index / 10) * DAY_MS - 60_000,
    };
    const metrics = account.cloud.cloud.metrics;
    metrics.record({ ...at, metricName: 'Invocations', value: 1 });
    metrics.record({ ...at, metricName: 'Errors', value: index < 7 ? 1 : 0 });
    metrics.record({ ...at, metricName: 'Throttles', value: 0 });
    metrics.record({ ...at, metricName: 'Duration', value: 9_500 });
    metrics.record({ ...at, metricName: 'ConcurrentExecutions', value: 2 });
  }
}

describe('the production picture', () => {
  it('gives the cost per month at the real rate of invocations, from one call', async () => {
    await createFunction(account, { functionName: 'used', code: QUICK });
    seedProduction('used');
    account.cloud.cloud.calls.clear();

    const { decision } = tuningResultOf(
      await runWorkflow(account, { functionName: 'used', ...REQUEST }),
    );

    const { production, outlook, warnings } = decision;
    expect(production).toMatchObject({
      kind: 'seen',
      invocationCount: 140,
      errorCount: 7,
      concurrencyMax: 2,
      durationMs: { average: 9_500, p50: 9_500, p99: 9_500 },
    });
    // 140 in 14 days, 30.4375 days a month.
    expect(outlook?.invocationsPerMonth).toBeCloseTo(304.375, 3);
    expect(outlook?.source).toBe('production');
    const { costUsdPerMillion } = decision.picks.recommended;
    // Displayed figures have five digits.
    const expectedUsd = (costUsdPerMillion.median * 304.375) / 1e6;
    expect((outlook?.costUsdPerMonth ?? 0) / expectedUsd).toBeCloseTo(1, 3);
    expect(warnings.slice(-2)).toEqual([
      'In production p99 is 9500 ms of the timeout of 10 s: raise the timeout',
      'In production 7 of 140 invocations failed: look at the errors before the memory size',
    ]);
    const reads = account.cloud.cloud.calls.list();
    expect(reads.filter(({ action }) => action === 'GetMetricData')).toHaveLength(1);
  });

  it('is that of the alias or version if one is tuned', async () => {
    await createFunction(account, { functionName: 'versioned', code: QUICK });
    await account.lambda.send(new PublishVersionCommand({ FunctionName: 'versioned' }));
    seedProduction('versioned', 'versioned:2');

    const { decision } = tuningResultOf(
      await runWorkflow(account, { functionName: 'versioned:1', ...REQUEST }),
    );

    expect(decision.production).toEqual({ kind: 'noTraffic', dayCount: 14 });
    expect(decision.outlook).toBeUndefined();
  });

  it.each([
    ['denied', { kind: 'denied' }],
    ['down', { kind: 'serverError', status: 500 }],
    ['throttled', { kind: 'throttle' }],
  ] as const)('is missing when CloudWatch is %s, and the run goes on', async (name, fault) => {
    const functionName = `without-${name}`;
    await createFunction(account, { functionName, code: QUICK });
    account.cloud.cloud.faults.add({ service: 'monitoring', fault });

    const { decision } = tuningResultOf(await runWorkflow(account, { functionName, ...REQUEST }));

    expect(decision.production.kind).toBe('unavailable');
    expect(decision.warnings.join()).not.toContain('production');
  });
});
