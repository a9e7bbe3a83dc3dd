import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { readHistoryBackwards } from '../../shared/aws/execution-history.ts';
import { readRunVariables, readTierVariable } from '../../shared/contract/run-variables.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { systemRandom } from '../../shared/runtime/random.ts';
import {
  cloneNames,
  createFunction,
  type FinishedRun,
  journalKeys,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

const QUICK = `export const handler = async () => ({});`;

/** A run that cannot succeed ends within this time, even on a busy machine. */
const FAIL_FAST_MS_MAX = 5_000;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  await createFunction(account, { functionName: 'target', code: QUICK });
  // The first run pays for the start of every task; a failing run is timed without that.
  await runWorkflow(account, { functionName: 'target', powerValues: [256], sampleCount: 2 });
});

afterEach(() => account.cloud.cloud.faults.clear());

afterAll(() => account.stop());

/** Runs the workflow and counts its calls by action. */
async function runAndCountCalls(
  input: unknown,
): Promise<FinishedRun & { calls: Record<string, number> }> {
  account.cloud.cloud.calls.clear();
  const run = await runWorkflow(account, input);
  const calls: Record<string, number> = {};
  for (const { action, roleArn } of account.cloud.cloud.calls.list()) {
    // A sweep looks after the runs before this one.
    if (roleArn?.endsWith('SweepRole')) continue;
    calls[action] = (calls[action] ?? 0) + 1;
  }
  return { ...run, calls };
}

describe('a wrong request', () => {
  it('fails before any call, with every problem and what is accepted', async () => {
    const { result, calls } = await runAndCountCalls({
      functionName: 'target',
      powerValues: [64, 256, 256, 20_000, 1.5],
      strategy: 'fastest',
      payload: '{not json',
      foo: true,
    });

    expect(calls).toEqual({});
    expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    const { cause } = result as { cause: string };
    expect(cause).toContain(
      '"powerValues[0]" must be an integer from 128 to 10240 (MB): current value is 64',
    );
    expect(cause).toContain(
      '"powerValues[3]" must be an integer from 128 to 10240 (MB): current value is 20000',
    );
    expect(cause).toContain(
      '"powerValues[4]" must be an integer from 128 to 10240 (MB): current value is 1.5',
    );
    expect(cause).toContain('must not name a memory size twice: repeated are 256');
    expect(cause).toContain(
      '"strategy" must be one of value, cost, speed, balanced, tolerance, limit: current value is "fastest"',
    );
    expect(cause).toContain('"payload" must be a JSON value');
    expect(cause).toContain('"foo" is not a known field');
    expect(cause).toMatch(/[^\]] \[permanent\]$/);
  });

  it.each([['target'], [[1, 2]], [{}]])('fails for %j too', async (input) => {
    const { result, calls } = await runAndCountCalls(input);

    expect(calls).toEqual({});
    expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
  });
});

describe('a run that cannot succeed', () => {
  it('fails at once when the function does not exist', async () => {
    const { result, calls, durationMs } = await runAndCountCalls({ functionName: 'missing' });

    expect(result).toMatchObject({ status: 'FAILED', error: 'FunctionNotFoundError' });
    expect((result as { cause: string }).cause).toMatch(
      /^Cannot tune ".*:function:missing".* \[permanent\]$/,
    );
    // One simulation for each role that this run needs, without those of apply and verify. The read
    // of the store is the pre-flight's: the state of its circuit breaker.
    expect(calls).toEqual({ GetObject: 1, SimulatePrincipalPolicy: 4, GetFunction: 1 });
    expect(durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
  });

  it('fails at once when a role may not do what the run needs', async () => {
    const denied = account.deployment.functions.find(({ key }) => key === 'prepareTier');
    const other = await startLocalAccount({
      cloud: {
        pendingMs: 0,
        roles: {
          [denied?.roleArn ?? '']: {
            accessKeyId: 'denied-role',
            policies: [
              {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'lambda:GetFunction', Resource: '*' }],
              },
            ],
          },
        },
      },
    });
    try {
      await createFunction(other, { functionName: 'target', code: QUICK });
      other.cloud.cloud.calls.clear();

      const { result, durationMs } = await runWorkflow(other, { functionName: 'target' });

      expect(result).toMatchObject({ status: 'FAILED', error: 'PermissionDeniedError' });
      const { cause } = result as { cause: string };
      expect(cause).toContain(`role ${denied?.roleArn} is not allowed lambda:CreateFunction on `);
      expect(cause).toContain('is not allowed lambda:TagResource on ');
      const actions = other.cloud.cloud.calls.list().map(({ action }) => action);
      expect(new Set(actions)).toEqual(new Set(['GetObject', 'SimulatePrincipalPolicy']));
      expect(durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
    } finally {
      await other.stop();
    }
  });

  it('fails at once when reading the function is denied despite the pre-flight', async () => {
    account.cloud.cloud.faults.add({ action: 'GetFunction', fault: { kind: 'denied' } });

    const { result, calls } = await runAndCountCalls({ functionName: 'target' });

    expect(result).toMatchObject({ status: 'FAILED', error: 'PermissionDeniedError' });
    expect(calls.GetFunction).toBe(1);
    expect(calls.CreateFunction).toBeUndefined();
  });

  it('reports that permissions could not be checked when the check itself is denied, and goes on', async () => {
    account.cloud.cloud.faults.add({
      action: 'SimulatePrincipalPolicy',
      fault: { kind: 'denied' },
    });

    const run = await runWorkflow(account, {
      functionName: 'target',
      powerValues: [256],
      sampleCount: 2,
      fresh: true,
    });

    expect(tuningResultOf(run).preflight.kind).toBe('skipped');
  });
});

describe('a tier that cannot be used', () => {
  it('is reported as infeasible when memory is not enough, and the others decide', async () => {
    await createFunction(account, {
      functionName: 'hungry',
      code: `export async function handler() { return Buffer.alloc(150e6, 1).length; }`,
    });

    const result = tuningResultOf(
      await runWorkflow(account, {
        functionName: 'hungry',
        powerValues: [128, 512],
        sampleCount: 2,
      }),
    );

    expect(result.tiers[0]?.outcome).toMatchObject({ kind: 'infeasible', reason: 'outOfMemory' });
    expect(result.tiers[0]?.figures).toBeUndefined();
    expect(result.powerValue).toBe(512);
  });

  it('is reported as infeasible when it times out', async () => {
    await createFunction(account, {
      functionName: 'slow-when-small',
      code: `export async function handler() {
        const ms = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE === '128' ? 5000 : 5;
        await new Promise((resolve) => setTimeout(resolve, ms));
      }`,
      settings: { Timeout: 1 },
    });

    const result = tuningResultOf(
      await runWorkflow(account, {
        functionName: 'slow-when-small',
        powerValues: [128, 256],
        sampleCount: 2,
      }),
    );

    expect(result.tiers[0]?.outcome).toMatchObject({ kind: 'infeasible', reason: 'timeout' });
    expect(result.powerValue).toBe(256);
  });

  it('is reported as failed when the function fails there', async () => {
    await createFunction(account, {
      functionName: 'fails-when-small',
      code: `export async function handler() {
        if (process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE === '128') throw new TypeError('too small for me');
      }`,
    });

    const result = tuningResultOf(
      await runWorkflow(account, {
        functionName: 'fails-when-small',
        powerValues: [128, 256],
        sampleCount: 2,
      }),
    );

    expect(result.tiers[0]?.outcome).toEqual({
      kind: 'failed',
      errorName: 'TypeError',
      message: expect.stringMatching(/^too small for me \(at handler/),
    });
    expect(result.powerValue).toBe(256);
  });

  it('is reported as infeasible when the account does not allow the size', async () => {
    account.cloud.cloud.faults.clear();
    const capped = await startLocalAccount({ cloud: { pendingMs: 0, memoryMbMax: 3008 } });
    try {
      await createFunction(capped, { functionName: 'target', code: QUICK });

      const result = tuningResultOf(
        await runWorkflow(capped, {
          functionName: 'target',
          powerValues: [256, 4096],
          sampleCount: 2,
        }),
      );

      expect(result.tiers[1]?.outcome).toMatchObject({ kind: 'infeasible', reason: 'notAllowed' });
      expect(result.powerValue).toBe(256);
    } finally {
      await capped.stop();
    }
  });

  it("fails the run with the function's own error if it fails at every size", async () => {
    await createFunction(account, {
      functionName: 'always-fails',
      code: `export async function handler() { throw new RangeError('no such order'); }`,
    });

    const { result } = await runWorkflow(account, {
      functionName: 'always-fails',
      powerValues: [128, 256],
      sampleCount: 2,
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'NoTierMeasuredError' });
    expect((result as { cause: string }).cause).toContain('RangeError: no such order');
    expect(cloneNames(account)).toEqual([]);
    expect(journalKeys(account)).toEqual([]);
  });
});

describe('a failure after clones exist', () => {
  it('leaves no clone and no journal entry, and keeps what was measured', async () => {
    account.cloud.cloud.faults.add({
      action: 'UpdateFunctionConfiguration',
      fault: { kind: 'denied' },
    });

    const { result, executionArn } = await runWorkflow(account, {
      functionName: 'target',
      powerValues: [128, 256],
      sampleCount: 2,
      fresh: true,
      apply: true,
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'PermissionDeniedError' });
    const { cause } = result as { cause: string };
    expect(cause).toMatch(/[^\]]\. What was measured is in s3:\/\/\S* \[permanent\]$/);
    expect(executionArn).not.toBe('');
    expect(cloneNames(account)).toEqual([]);
    expect(journalKeys(account)).toEqual([]);
    const { Configuration } = await account.lambda.send(
      new GetFunctionCommand({ FunctionName: 'target' }),
    );
    expect(Configuration?.MemorySize).toBe(512);
  });

  it('waits while the write is throttled', async () => {
    account.cloud.cloud.faults.add({
      action: 'UpdateFunctionConfiguration',
      callCount: 3,
      fault: { kind: 'throttle' },
    });

    const result = tuningResultOf(
      await runWorkflow(account, {
        functionName: 'target',
        powerValues: [256],
        sampleCount: 2,
        fresh: true,
        apply: true,
      }),
    );

    expect(result.application.kind).toBe('applied');
  });

  it('does not retry any other failure of the write', async () => {
    account.cloud.cloud.calls.clear();
    account.cloud.cloud.faults.add({
      action: 'UpdateFunctionConfiguration',
      fault: { kind: 'serverError', status: 500 },
    });

    const { result } = await runWorkflow(account, {
      functionName: 'target',
      powerValues: [128],
      sampleCount: 2,
      fresh: true,
      apply: true,
    });

    const writes = account.cloud.cloud.calls
      .list()
      .filter(({ action }) => action === 'UpdateFunctionConfiguration');
    expect(result).toMatchObject({ status: 'FAILED', error: 'TransientServiceError' });
    expect(writes).toHaveLength(1);
    expect(cloneNames(account)).toEqual([]);
  });
});

describe('a run that is stopped', () => {
  it('leaves a history that shows how far the run and its tiers got', async () => {
    const input = { functionName: 'target', powerValues: [256], sampleCount: 2, fresh: true };
    const execution = account.workflow.start(input, {
      onEvent: (event) => {
        if (event.stateEnteredEventDetails?.name === 'TierDone') execution.abort();
      },
    });
    expect(await execution.result).toEqual({ status: 'ABORTED' });
    const client = new SFNClient({
      endpoint: account.cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
    });
    const context = {
      clock: systemClock,
      random: systemRandom,
      deadlineMs: systemClock.nowMs() + 5_000,
    };

    const assigned = [];
    for await (const entry of readHistoryBackwards(client, context, execution.executionArn)) {
      if (entry.kind === 'assigned') assigned.push(entry.variables);
    }
    client.destroy();

    const latest = readRunVariables(Object.assign({}, ...assigned.toReversed()));
    const tiers = assigned.map(({ tier }) => readTierVariable(tier));
    expect(latest?.target.functionName).toBe('target');
    expect(latest?.plan.measurements.map(({ powerValue }) => powerValue)).toEqual([256]);
    expect(tiers.find((tier) => tier !== undefined)?.result).toMatchObject({
      round: 1,
      tier: { kind: 'inline', value: { powerValue: 256, outcome: { kind: 'measured' } } },
    });
  });
});
