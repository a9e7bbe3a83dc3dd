import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CannotFollowError } from '../../cli/autotune/tuner-arn.ts';
import { readFleetOptions } from '../../cli/fleet/fleet-options.ts';
import { runFleet as runFleetCommandOf } from '../../cli/fleet/run-fleet.ts';
import { PLAIN } from '../../cli/output/paint.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { type FleetResult, fleetResultSchema } from '../../shared/contract/fleet-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { createFunction } from '../support/workflow-account.ts';

const WORKING = 'export const handler = async () => ({});';
const FAILING = 'export const handler = async () => { throw new Error("no such order"); };';
const FUNCTIONS = ['shop-orders', 'shop-mails', 'shop-broken'];
const REQUEST = { powerValues: [256, 512], sampleCount: 2 };

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  for (const functionName of FUNCTIONS) {
    const code = functionName === 'shop-broken' ? FAILING : WORKING;
    await createFunction(account, { functionName, code });
  }
});

afterAll(() => account.stop());

async function fleetByCommand(...args: readonly string[]) {
  const options = readFleetOptions([...args, '--endpoint', account.cloud.endpoint]);
  if (options.kind !== 'fleet') throw new Error('It was asked for help');
  const lines: string[] = [];
  const progress: string[] = [];
  const exitCode = await runFleetCommandOf(
    options,
    {
      result: (text) => lines.push(text),
      progress: (text) => progress.push(text),
      page: { width: 120, paint: PLAIN },
    },
    new AbortController().signal,
  );
  return { exitCode, text: lines.join('\n'), progress: progress.join('\n') };
}

async function runFleet(input: unknown): Promise<{ result: FleetResult; report: string }> {
  const { result } = account.workflow.startFleet(input);
  const end = await result;
  if (end.status !== 'SUCCEEDED') throw new Error(`The fleet failed: ${JSON.stringify(end)}`);
  return {
    result: await readReport(end.output),
    report: JSON.stringify(end.output),
  };
}

/** Parses the output of a fleet's execution. */
async function readReport(output: unknown): Promise<FleetResult> {
  return parseContract(fleetResultSchema, output, 'the result of the fleet');
}

async function readObject(uri: string): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  const answer = await account.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await answer.Body?.transformToString()) ?? '';
}

describe('a fleet of three functions, one of which fails', () => {
  let result: FleetResult;

  beforeAll(async () => {
    ({ result } = await runFleet({ functionNames: FUNCTIONS, usdMax: 1, request: REQUEST }));
  });

  it('has a verdict for those that work, and says what failed', async () => {
    const report = JSON.parse(await readObject(result.report.json));

    expect(result.functionCount).toBe(3);
    expect(result.counts).toMatchObject({ failed: 1, skipped: 0, refused: 0 });
    expect(report.functions).toHaveLength(3);
    for (const name of ['shop-orders', 'shop-mails']) {
      expect(report.functions).toContainEqual(
        expect.objectContaining({
          functionName: name,
          outcome: expect.objectContaining({ kind: 'tuned', verdict: expect.any(String) }),
        }),
      );
    }
    expect(report.functions).toContainEqual(
      expect.objectContaining({
        functionName: 'shop-broken',
        outcome: {
          kind: 'failed',
          error: 'NoTierMeasuredError',
          message: expect.stringContaining('no such order'),
        },
      }),
    );
  });

  it('stays within its budget, and reports what it spent', () => {
    expect(result.spent.invocations).toBeGreaterThan(0);
    expect(result.spent.invocations).toBeLessThanOrEqual(result.budget.invocations);
    expect(result.spent.usd).toBeLessThanOrEqual(1);
  });

  it('shows the same on a page and in Markdown', async () => {
    const [page, markdown] = await Promise.all([
      readObject(result.report.html),
      readObject(result.report.markdown),
    ]);

    for (const name of FUNCTIONS) {
      expect(page).toContain(name);
      expect(markdown).toContain(name);
    }
    expect(markdown).toContain('1 failed');
    expect(page).not.toMatch(/<script|src=|href="http/);
  });

  it('resumes by its id without measuring anything again', async () => {
    account.cloud.cloud.calls.clear();

    const again = await runFleet({ resume: result.fleetId });

    expect(again.result.fleetId).toBe(result.fleetId);
    expect(again.result.counts).toEqual(result.counts);
    expect(again.result.spent).toEqual(result.spent);
    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(actions).not.toContain('CreateFunction');
    expect(actions).not.toContain('Invoke');
  });

  it('starts runs of the tuner that can be inspected like any others', async () => {
    const report = JSON.parse(await readObject(result.report.json));
    const states = new SFNClient({
      endpoint: account.cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const { executionArn } = report.functions[0];
    const run = await states.send(new DescribeExecutionCommand({ executionArn }));
    states.destroy();

    expect(run.stateMachineArn).toBe(account.deployment.stateMachineArn);
    expect(JSON.parse(run.input ?? '')).toMatchObject({ ...REQUEST, onBusy: 'wait' });
  });
});

describe('a fleet with a wrong request', () => {
  it('fails before anything is called, and names every problem', async () => {
    const end = await account.workflow.startFleet({
      functionNames: ['a'],
      resume: 'f1e2d3c4b5a6',
      request: { strategy: 'cheap' },
    }).result;

    expect(end).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    expect((end as { cause: string }).cause).toMatch(
      /"functionNames" must not be given with "resume".*"strategy" must be one of/s,
    );
  });
});

describe('a fleet whose budget is too small', () => {
  it('says for each function that nothing was measured because too little is left', async () => {
    const { result } = await runFleet({
      functionNames: FUNCTIONS,
      invocationsMax: 1,
      request: REQUEST,
    });

    expect(result.counts.skipped).toBe(3);
    expect(result.spent).toEqual({ invocations: 0, usd: 0 });
    expect(await readObject(result.report.markdown)).toContain('too little of the budget is left');
  });
});

describe('autotune fleet', () => {
  it('starts a fleet, reports its progress, and shows every verdict', async () => {
    const { exitCode, text, progress } = await fleetByCommand(
      ...['shop-orders', 'shop-mails', '--usd', '1', '--request', JSON.stringify(REQUEST)],
    );

    expect(exitCode).toBe(0);
    expect(progress).toMatch(
      /^Started fleet [0-9a-f]{12}: arn:.*:execution:lambda-autotuner-dev-fleet:/,
    );
    expect(text).toMatch(/2 functions: \d to change, \d to keep/);
    expect(text).toMatch(/shop-orders +(change|keep|undecided)/);
    expect(text).toContain('/report.html');
  });

  it('says why a function has no verdict, and ends with 1', async () => {
    const { exitCode, text } = await fleetByCommand(
      ...['shop-broken', '--request', JSON.stringify(REQUEST)],
    );

    expect(exitCode).toBe(1);
    expect(text).toContain('Functions without a verdict:');
    expect(text).toContain('no such order');
  });

  it('exits with 1 if one of the names is invalid, and with 0 if --top leaves one out', async () => {
    const request = ['--request', JSON.stringify(REQUEST)];

    const mistyped = await fleetByCommand('shop-orders', 'shop orders', ...request);
    const topped = await fleetByCommand('shop-orders', 'shop-mails', '--top', '1', ...request);

    expect(mistyped.exitCode).toBe(1);
    expect(mistyped.text).toContain('1 function cannot be part of it: see below.');
    expect(mistyped.text).toContain('shop orders: Cannot start tuning');
    expect(topped.exitCode).toBe(0);
    expect(topped.text).toContain('1 function left out by "top": see below.');
  });

  it.each([
    [['--opted-in'], 'none of the tuner\'s region has the tag "autotuner"'],
    [['no such name!'], '1 function cannot be part of the fleet'],
  ])('says for %j that there is no function to tune, and exits with 1', async (args, reason) => {
    const { exitCode, text } = await fleetByCommand(...args);

    expect(exitCode).toBe(1);
    expect(text).toContain(reason);
    expect(text).not.toContain('It took');
  });

  it('cannot start where no tuner is deployed, as every other command', async () => {
    await expect(fleetByCommand('shop-orders', '--stage', 'other')).rejects.toThrow(
      new CannotFollowError(
        'Cannot find the state machine "lambda-autotuner-other-fleet": deploy the tuner to this account and region, or name another one with --stage, --region or --state-machine',
      ),
    );
  });

  it('prints the id by which a stopped fleet is resumed', async () => {
    const { progress } = await fleetByCommand('shop-orders', '--invocations', '1');
    const [, id = ''] = /^Started fleet ([0-9a-f]{12}): /.exec(progress) ?? [];

    const { text } = await fleetByCommand('--resume', id);

    expect(text).toContain(`fleets/${id}/report.html`);
  });

  it('prints the whole report as JSON, or without waiting the ARN of the execution', async () => {
    const { text } = await fleetByCommand('shop-orders', '--json', '--invocations', '1');
    const started = await fleetByCommand('shop-orders', '--no-wait', '--invocations', '1');

    expect(JSON.parse(text)).toMatchObject({ counts: { skipped: 1 }, functions: [{}] });
    expect(started.text).toMatch(/^arn:aws:states:.*-fleet:fleet-/);
  });
});
