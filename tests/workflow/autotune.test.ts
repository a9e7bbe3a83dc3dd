import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LiveMessage } from '../../cli/live/live-message.ts';
import { HistoryProgress } from '../../cli/progress/history-progress.ts';
import type { ProgressEvent } from '../../cli/progress/progress-event.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { readNewEvents } from '../../shared/aws/execution-events.ts';
import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { systemRandom } from '../../shared/runtime/random.ts';
import { type RunningCommand, startCommand } from '../support/child-command.ts';
import { readEvents } from '../support/event-source.ts';
import { createFunction } from '../support/workflow-account.ts';

/** Slow enough at every size for the run to be observed while it is in progress. */
const SLOW = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 3000, {}));`;

let account: LocalAccount;
let states: SFNClient;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  states = new SFNClient({
    endpoint: account.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'administrator', secretAccessKey: 'local' },
  });
  await createFunction(account, {
    functionName: 'target',
    code: 'export const handler = () => 1;',
  });
  await createFunction(account, { functionName: 'slow', code: SLOW });
});

afterEach(() => account.cloud.cloud.faults.clear());

afterAll(async () => {
  states.destroy();
  await account.stop();
});

function autotune(...args: readonly string[]): RunningCommand {
  return startCommand('cli/autotune.ts', [...args, '--endpoint', account.cloud.endpoint]);
}

function callCount(action: string): number {
  return account.cloud.cloud.calls.list().filter((call) => call.action === action).length;
}

async function statusOf(executionArn: string): Promise<string | undefined> {
  return (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
}

const QUICK = ['--power-values', '256', '--samples', '2'];

describe('autotune', () => {
  it('has a separate exit code if no size keeps the limit', async () => {
    const command = autotune('target', ...QUICK, '--limit', '0.001');
    const { exitCode, stdout } = await command.finished;

    expect(stdout).toContain('Impossible: no size can keep p95 under 0.001 ms');
    expect(stdout).toContain('Not applied');
    expect(exitCode).toBe(4);
  });

  it('starts a run, follows it to its end, and saves the report', async () => {
    const reportPath = join(tmpdir(), `autotune-${process.pid}`, 'report.html');

    const command = autotune('target', ...QUICK, '--report', reportPath);
    const { exitCode, stdout, stderr } = await command.finished;

    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n256 MB: 2 of 2 samples, mean [\d.]+ ms/);
    expect(stdout).toContain(`Report: ${reportPath}`);
    expect(await readFile(reportPath, 'utf8')).toContain(
      '<title>target: Change from 512 to 256 MB</title>',
    );
    await rm(join(reportPath, '..'), { recursive: true });
  });

  it('succeeds even if the report cannot be saved at the end, and says where it is', async () => {
    const reportPath = join(tmpdir(), `autotune-${process.pid}`, 'folder');

    const command = autotune('slow', ...QUICK, '--report', reportPath);
    await command.said(/Round 1: 256 MB/);
    await mkdir(reportPath);
    const { exitCode, stdout } = await command.finished;

    expect(stdout).toContain('Report: s3://');
    expect(stdout).toMatch(/Warning: Cannot save the report: EISDIR/);
    expect(exitCode).toBe(0);
    await rm(join(reportPath, '..'), { recursive: true });
  });

  it('refuses a report that cannot be written before any call', async () => {
    account.cloud.cloud.calls.clear();

    const { exitCode, stderr } = await autotune('target', '--report', 'README.md/report.html')
      .finished;

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^Cannot write --report README\.md\/report\.html: E.*\n\nautotune run --help/,
    );
    expect(account.cloud.cloud.calls.list()).toEqual([]);
  });

  it('prints only the result as JSON, and survives throttling', async () => {
    account.cloud.cloud.faults.add({
      action: 'GetExecutionHistory',
      callCount: 3,
      fault: { kind: 'throttle' },
    });

    const { exitCode, stdout, stderr } = await autotune('target', ...QUICK, '--json').finished;

    expect(exitCode).toBe(0);
    expect(tuningResultSchema.parse(JSON.parse(stdout)).powerValue).toBe(256);
    expect(stderr).toContain('Checking the function and the permissions');
  });

  it('fails if the run fails, and says why', async () => {
    const { exitCode, stdout } = await autotune('missing', ...QUICK).finished;

    expect(exitCode).toBe(1);
    expect(stdout).toContain('FunctionNotFoundError: Cannot tune');
  });

  it('refuses an invalid request before any call', async () => {
    account.cloud.cloud.calls.clear();

    const { exitCode, stderr } = await autotune('target', '--strategy', 'fastest').finished;

    expect(exitCode).toBe(2);
    expect(stderr).toContain('"strategy" must be one of value, cost, speed');
    expect(account.cloud.cloud.calls.list()).toEqual([]);
  });

  it.each([
    ['the tuner is not deployed there', ['--stage', 'other'], 'Cannot find the state machine'],
    ['the name cannot be one', ['--name', 'no spaces'], 'InvalidName'],
  ])('says that it cannot start if %s', async (_name, args, message) => {
    const { exitCode, stderr } = await autotune('target', ...args).finished;

    expect(exitCode).toBe(3);
    expect(stderr).toContain(message);
  });

  it('follows the existing execution of a name, whatever its request', async () => {
    const first = await autotune('target', ...QUICK, '--name', 'release-7').finished;
    const again = await autotune('target', ...QUICK, '--name', 'release-7').finished;
    const other = await autotune('missing', ...QUICK, '--name', 'release-7').finished;

    expect([first.exitCode, again.exitCode, other.exitCode]).toEqual([0, 0, 0]);
    expect(again.stdout).toContain('It was started with the same request.');
    expect(other.stdout).toContain('It was started with another request');
    expect(other.stdout).toContain('{"functionName":"target",');
  });

  it('starts without waiting, and finds a named machine without listing any', async () => {
    const { region, accountId, stateMachineName } = account.deployment;
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${stateMachineName}`;
    account.cloud.cloud.calls.clear();

    const { exitCode, stdout } = await autotune('missing', '--no-wait', '--state-machine', arn)
      .finished;

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/:execution:lambda-autotuner-dev:autotune-/);
    expect(callCount('ListStateMachines')).toBe(0);
    expect(callCount('GetExecutionHistory')).toBe(0);
  });
});

describe('autotune that is interrupted', () => {
  it.each([
    {
      args: [],
      status: 'RUNNING',
      says: 'aws stepfunctions stop-execution --region us-east-1 --execution-arn arn:',
    },
    { args: ['--stop-on-interrupt'], status: 'ABORTED', says: 'Stopped the run' },
  ])('leaves the run $status with $args', async ({ args, status, says }) => {
    const command = autotune('slow', '--power-values', '256', '--samples', '4', '--fresh', ...args);
    const [, executionArn = ''] = await command.said(/Started: (arn:\S+)/);
    await command.said(/Round 1: 256 MB/);

    command.child.kill('SIGINT');
    await systemClock.sleepMs(5);
    // npm passes the signal on, which the terminal has already sent.
    command.child.kill('SIGINT');
    const { exitCode, stdout } = await command.finished;

    expect(exitCode).toBe(130);
    expect(stdout).toContain(says);
    expect(await statusOf(executionArn)).toBe(status);
    await waitUntilFree(executionArn);
  });
});

/**
 * Waits until the function is free for the next test: a stopped run holds it until its lease is
 * stolen.
 */
async function waitUntilFree(executionArn: string): Promise<void> {
  while ((await statusOf(executionArn)) === 'RUNNING') {
    await systemClock.sleepMs(200);
  }
}

describe('autotune --live', () => {
  it('shows the tiers and the decision while the run goes on', async () => {
    const command = autotune('target', '--power-values', '128,512', '--samples', '3', '--live');
    const [, url = ''] = await command.said(/Live: (http:\S+)/);
    const page = await readEvents(url);
    await page.next(({ message }) => message.kind === 'over');
    const { exitCode } = await command.finished;

    const messages = page.events.map(({ message }) => message);
    const first = (fits: (message: LiveMessage) => boolean) => messages.findIndex(fits);
    const decided = first(({ kind }) => kind === 'decision');
    const published = first((one) => one.kind === 'state' && one.stateName === 'PublishReport');
    const tiers = messages.findLast(({ kind }) => kind === 'tiers');
    expect(exitCode).toBe(0);
    expect(first(({ kind }) => kind === 'tiers')).toBeLessThan(decided);
    expect(decided).toBeGreaterThan(0);
    expect(decided).toBeLessThan(published);
    expect(tiers).toMatchObject({ tiers: [{ powerValue: 128 }, { powerValue: 512 }] });
    expect(messages.find(({ kind }) => kind === 'plan')).toMatchObject({
      text: expect.stringContaining('Round 1 measures 128, 512 MB'),
    });
    expect(messages.slice(-3)).toMatchObject([
      { kind: 'end', status: 'SUCCEEDED' },
      { kind: 'report', page: expect.stringMatching(/<main>.*<\/main>/s) },
      { kind: 'over' },
    ]);
  });
});

/** Returns the parts of an event that do not depend on time. */
function essence({ kind, stateName, powerValue }: ProgressEvent): string {
  return `${kind} ${stateName}${powerValue === undefined ? '' : ` ${powerValue}`}`;
}

describe('progress', () => {
  it('is derived from the history, by state and size', async () => {
    const execution = account.workflow.start({
      functionName: 'target',
      powerValues: [128, 256],
      sampleCount: 2,
      fresh: true,
    });
    await execution.result;
    const context = {
      clock: systemClock,
      random: systemRandom,
      deadlineMs: systemClock.nowMs() + 10_000,
    };

    const { executionArn } = execution;
    const events = await readNewEvents(states, context, { executionArn, seenId: 0 });
    const history = new HistoryProgress();
    const told = events.map((event) => history.next(event)).filter((one) => one !== undefined);

    const passes = told.map(essence);
    expect(passes.slice(0, 4)).toEqual([
      'entered ValidatePermissions',
      'exited ValidatePermissions',
      'entered ResolveFunction',
      'exited ResolveFunction',
    ]);
    expect(passes.filter((pass) => / (PrepareTier|MeasureTier)/.test(pass)).toSorted()).toEqual([
      'entered MeasureTier 128',
      'entered MeasureTier 256',
      'entered PrepareTier 128',
      'entered PrepareTier 256',
      'exited MeasureTier 128',
      'exited MeasureTier 256',
      'exited PrepareTier 128',
      'exited PrepareTier 256',
    ]);
    expect(passes.at(-1)).toBe('exited PublishReport');
    const latest = events.at(-2)?.id ?? 0;
    expect(await readNewEvents(states, context, { executionArn, seenId: latest })).toEqual(
      events.slice(-1),
    );
  });
});
