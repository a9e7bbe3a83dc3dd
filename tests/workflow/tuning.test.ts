import {
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readObject } from '../../local/deployment/read-object.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import {
  cloneNames,
  createFunction,
  enteredStates,
  journalKeys,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

/** Waits 20 ms without using the CPU, so that every tier takes about as long. */
const WAITING = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 20, {}));`;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
});

afterAll(() => account.stop());

async function readConfiguration(functionName: string) {
  const { Configuration } = await account.lambda.send(
    new GetFunctionCommand({ FunctionName: functionName }),
  );
  return Configuration;
}

describe('a run that only recommends', () => {
  it('chooses the cheapest size, leaves the function alone, and leaves nothing behind', async () => {
    await createFunction(account, { functionName: 'waits', code: WAITING });
    const before = await readConfiguration('waits');

    const run = await runWorkflow(account, {
      functionName: 'waits',
      powerValues: [128, 1024],
      sampleCount: 3,
    });

    const result = tuningResultOf(run);
    expect(result.powerValue).toBe(128);
    expect(result.powerValueBefore).toBe(512);
    expect(result.application.kind).toBe('notApplied');
    expect(result.verification.kind).toBe('notNeeded');
    expect(result.preflight).toEqual({ kind: 'allowed' });
    expect(
      result.tiers.map(({ powerValue, warmSampleCount }) => [powerValue, warmSampleCount]),
    ).toEqual([
      [128, 3],
      [1024, 3],
    ]);
    expect(result.tiers.every(({ coldSampleCount }) => coldSampleCount >= 1)).toBe(true);
    expect(await readConfiguration('waits')).toEqual(before);
    expect(cloneNames(account)).toEqual([]);
    expect(journalKeys(account)).toEqual([]);
    const page = await readObject(account.s3, result.report.html);
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/ src=|@import|url\(/);
  });

  it('needs nothing but the name of the function, in every form', async () => {
    const { accountId, region } = account.deployment;
    const names = [
      `${accountId}:function:waits`,
      `arn:aws:lambda:${region}:${accountId}:function:waits`,
      'waits:$LATEST',
    ];

    // One after another: a function has one run at a time.
    const results = [];
    for (const functionName of names) {
      results.push(tuningResultOf(await runWorkflow(account, { functionName, fresh: true })));
    }

    for (const result of results) {
      expect(result.functionArn).toBe(`arn:aws:lambda:${region}:${accountId}:function:waits`);
      expect(result.tiers.map(({ powerValue }) => powerValue)).toContain(result.powerValue);
      // The documented limit of a run that names none.
      expect(result.invocationCount).toBeLessThanOrEqual(36);
      expect(result.application.kind).not.toBe('applied');
    }
    expect(cloneNames(account)).toEqual([]);
  });

  it('sends the payload, also one that is too large for the state', async () => {
    await createFunction(account, {
      functionName: 'checks-payload',
      code: `export async function handler(event) {
        if (event.text.length !== 20000) throw new Error('wrong payload');
      }`,
    });

    const run = await runWorkflow(account, {
      functionName: 'checks-payload',
      powerValues: [256],
      sampleCount: 2,
      payload: { text: 'x'.repeat(20_000) },
    });

    expect(tuningResultOf(run).tiers[0]?.warmSampleCount).toBe(2);
    expect(journalKeys(account)).toEqual([]);
  });

  it('reads JSON logs, even if only system warnings would be logged', async () => {
    await createFunction(account, {
      functionName: 'logs-json',
      code: WAITING,
      settings: { LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' } },
    });

    const run = await runWorkflow(account, {
      functionName: 'logs-json',
      powerValues: [256],
      sampleCount: 2,
    });

    expect(tuningResultOf(run).tiers[0]?.warmSampleCount).toBe(2);
  });

  it('is not fooled by a function that prints reports of its own', async () => {
    await createFunction(account, {
      functionName: 'prints-reports',
      code: `export async function handler(event, context) {
        process.stdout.write('REPORT RequestId: ' + context.awsRequestId + '\\tDuration: 0.01 ms\\tBilled Duration: 1 ms\\tMemory Size: 256 MB\\tMax Memory Used: 1 MB\\t\\n');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }`,
    });

    const run = await runWorkflow(account, {
      functionName: 'prints-reports',
      powerValues: [256],
      sampleCount: 2,
    });

    const figures = tuningResultOf(run).tiers[0]?.figures;
    expect(figures?.durationMsMedian).toBeGreaterThanOrEqual(19);
    expect(figures?.maxMemoryUsedMb).toBeGreaterThan(1);
  });

  it('lets Step Functions invoke a function that may outlast a step', async () => {
    await createFunction(account, {
      functionName: 'may-be-slow',
      code: WAITING,
      settings: { Timeout: 600 },
    });

    const run = await runWorkflow(account, {
      functionName: 'may-be-slow',
      powerValues: [256],
      sampleCount: 2,
    });

    expect(enteredStates(run).filter((name) => name === 'InvokeSlowTier')).toHaveLength(1);
    expect(tuningResultOf(run).tiers[0]).toMatchObject({ warmSampleCount: 2, errorCount: 0 });
  });
});

describe('a run that applies', () => {
  it('changes the memory size, and nothing else', async () => {
    await createFunction(account, {
      functionName: 'to-change',
      code: WAITING,
      settings: { Environment: { Variables: { KEY: 'value' } }, Description: 'mine' },
    });
    const before = await readConfiguration('to-change');

    const run = await runWorkflow(account, {
      functionName: 'to-change',
      powerValues: [128, 256],
      sampleCount: 2,
      apply: true,
    });

    const result = tuningResultOf(run);
    const after = await readConfiguration('to-change');
    expect(result.application.kind).toBe('applied');
    expect(result.verification).toMatchObject({
      kind: 'verified',
      powerValue: result.powerValue,
      watchSeconds: 0,
    });
    expect(after?.MemorySize).toBe(result.powerValue);
    expect({ ...after, MemorySize: 0, RevisionId: '', LastModified: '' }).toEqual({
      ...before,
      MemorySize: 0,
      RevisionId: '',
      LastModified: '',
    });
  });

  it('notices that a size it applied was changed back, and applies it again', async () => {
    const request = {
      functionName: 'set-back',
      powerValues: [128, 256],
      sampleCount: 2,
      apply: true,
    };
    await createFunction(account, { functionName: 'set-back', code: WAITING });
    const first = tuningResultOf(await runWorkflow(account, request));
    const memoryMb = first.powerValueBefore;
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'set-back', MemorySize: memoryMb }),
    );
    await waitUntilFunctionUpdatedV2(
      { client: account.lambda, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
      { FunctionName: 'set-back' },
    );

    const second = tuningResultOf(await runWorkflow(account, request));
    const third = tuningResultOf(await runWorkflow(account, request));

    expect(second).toMatchObject({
      path: 'recalled',
      drift: { memory: { appliedMb: first.powerValue } },
      application: { kind: 'applied', powerValue: first.powerValue },
    });
    expect(second.decision.warnings).toContainEqual(
      expect.stringContaining(`changed to ${memoryMb} MB since, probably by a deployment`),
    );
    expect(third).not.toHaveProperty('drift');
  });

  it('does not write when the function was changed during the run, and says so', async () => {
    await createFunction(account, { functionName: 'released', code: WAITING });
    const release = async () => {
      await account.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'released',
          ZipFile: zipSync({ 'index.mjs': strToU8(`${WAITING} // version two`) }),
        }),
      );
    };
    let releasing: Promise<void> | undefined;
    const execution = account.workflow.start(
      { functionName: 'released', powerValues: [128, 256], sampleCount: 2, apply: true },
      {
        onEvent: (event) => {
          if (event.stateEnteredEventDetails?.name === 'MeasureTier') {
            releasing ??= release();
          }
        },
      },
    );

    const result = await execution.result;
    await releasing;

    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: { application: { kind: 'superseded' } },
    });
    expect((await readConfiguration('released'))?.MemorySize).toBe(512);
    expect(cloneNames(account)).toEqual([]);
  });
});

describe('the same question asked again', () => {
  const request = { functionName: 'asked-twice', powerValues: [128, 256], sampleCount: 2 };

  it('is answered without a clone or an invocation', async () => {
    await createFunction(account, { functionName: 'asked-twice', code: WAITING });
    const first = tuningResultOf(await runWorkflow(account, request));
    account.cloud.cloud.calls.clear();

    const second = tuningResultOf(await runWorkflow(account, request));

    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(second.isRecalled).toBe(true);
    expect(second.powerValue).toBe(first.powerValue);
    expect(second.invocationCount).toBe(0);
    expect(actions).not.toContain('CreateFunction');
    expect(actions.filter((action) => action.startsWith('Invoke'))).toEqual([]);
  });

  it('is measured again if the request asks for it, or has another payload', async () => {
    const fresh = tuningResultOf(await runWorkflow(account, { ...request, fresh: true }));
    const other = tuningResultOf(await runWorkflow(account, { ...request, payload: { other: 1 } }));

    expect([fresh.isRecalled, other.isRecalled]).toEqual([false, false]);
    expect(fresh.invocationCount).toBeGreaterThan(0);
  });
});
