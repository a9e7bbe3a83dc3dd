import { describe, expect, it } from '@jest/globals';
import { runIdOf } from '../../shared/contract/run.ts';
import { runCase } from './run-case.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';

const { account: plan } = defaultScenario('calm');
const { deployment } = new SimulatedAccount(plan);
const { region, accountId, stateMachineName, clonePrefix } = deployment;
const FIRST_RUN_ARN = `arn:aws:states:${region}:${accountId}:execution:${stateMachineName}:run-1`;

function cloneArn(size: number): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${clonePrefix}${runIdOf(FIRST_RUN_ARN)}-${size}`;
}

/** Returns when the matching calls were answered, in milliseconds from the start. */
function timesMs(trace: readonly string[], pattern: RegExp): readonly number[] {
  return trace.filter((line) => pattern.test(line)).map(Number.parseFloat);
}

function mostWithinSecond(atMs: readonly number[]): number {
  return Math.max(
    ...atMs.map((fromMs) => atMs.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length),
  );
}

describe('a run of many tiers', () => {
  it('creates five clones at a time, and deletes ten at a time', async () => {
    const powerValues = Array.from({ length: 20 }, (_, index) => 256 + 128 * index);

    const { executions, trace, violations } = await runCase({
      ...defaultScenario('many tiers'),
      request: { functionName: 'target', powerValues, sampleCount: 2 },
    });

    expect(executions[0]?.status).toBe('SUCCEEDED');
    expect(violations).toEqual([]);
    for (const [action, atOnce] of [
      ['CreateFunction', 5],
      ['DeleteFunction', 10],
    ] as const) {
      const atMs = timesMs(trace, new RegExp(` ${action} `));
      expect(atMs).toHaveLength(20);
      expect(mostWithinSecond(atMs)).toBe(atOnce);
      // The first call of a clone comes 100 ms after its turn.
      const spanMs = Math.max(...atMs) - Math.min(...atMs);
      const pausesMs = (20 / atOnce - 1) * 1_200;
      expect(spanMs).toBeGreaterThanOrEqual(pausesMs - 100);
      expect(spanMs).toBeLessThanOrEqual(pausesMs);
    }
  });
});

describe('a run with one tier that is throttled for lack of concurrency', () => {
  it('invokes no tier until the hold is over, and loses nothing', async () => {
    const { executions, trace, violations } = await runCase({
      ...defaultScenario('one tier refused'),
      account: { ...plan, model: { ...plan.model, cpuMs: 500 } },
      request: { functionName: 'target', powerValues: [512, 1024, 1769], sampleCount: 30 },
      faults: [
        {
          action: 'Invoke',
          resource: cloneArn(512),
          fromCall: 3,
          callCount: 6,
          fault: { kind: 'throttle', reason: 'ConcurrentInvocationLimitExceeded' },
        },
      ],
    });

    expect(violations).toEqual([]);
    expect(executions[0]?.result).toMatchObject({
      status: 'SUCCEEDED',
      output: { tiers: [512, 1024, 1769].map((powerValue) => ({ powerValue, errorCount: 0 })) },
    });
    const others = timesMs(trace, /Invoke 200 .*-(1024|1769):/);
    const pausesMs = others.slice(1).map((ms, index) => ms - (others[index] ?? 0));
    // Their invocations take well under a second each and were not refused.
    expect(Math.max(...pausesMs)).toBeGreaterThan(3_000);
    expect(timesMs(trace, /Invoke 429/)).toHaveLength(6);
  });

  it('lets each tier decide for itself if the hold cannot be written', async () => {
    const { executions, violations } = await runCase({
      ...defaultScenario('no hold'),
      request: { functionName: 'target', powerValues: [512, 1024], sampleCount: 4 },
      faults: [
        {
          action: 'Invoke',
          callCount: 4,
          fault: { kind: 'throttle', reason: 'ConcurrentInvocationLimitExceeded' },
        },
        {
          resource: `arn:aws:s3:::${deployment.bucketName}/progress/${runIdOf(FIRST_RUN_ARN)}/hold`,
          fault: { kind: 'denied' },
        },
      ],
    });

    expect(executions[0]?.status).toBe('SUCCEEDED');
    expect(violations).toEqual([]);
  });
});
