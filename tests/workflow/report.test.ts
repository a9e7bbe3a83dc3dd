import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { startCommand } from '../support/child-command.ts';
import { createFunction } from '../support/workflow-account.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-report-'));
const at = (name: string) => join(directory, name);
let account: LocalAccount;
/** Output of the run whose answer is shown again. */
let ran: string;

function autotune(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  return startCommand('cli/autotune.ts', [...args, '--endpoint', account.cloud.endpoint], variables)
    .finished;
}

const report = (...args: readonly string[]) => autotune(['report', ...args]);

/** Returns the output from the verdict on; the lines before it describe the course of the run. */
const answerOf = (text: string) =>
  text.slice(text.search(/^(Change|Keep|Undecided)/m)).replaceAll('--report FILE', '--save FILE');

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  await createFunction(account, {
    functionName: 'target',
    code: 'export const handler = () => 1;',
  });
  const quick = ['--power-values', '256', '--samples', '2'];
  ran = (await autotune(['target', ...quick, '--name', 'first-run'])).stdout;
  // A later run of another function, and one that fails.
  await autotune(['missing', '--name', 'failed-run']);
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await account.stop();
});

describe('autotune report', () => {
  it.each([
    ['the last run of a function', 'target'],
    ['the name of an execution', 'first-run'],
    [
      'the ARN of an execution',
      'arn:aws:states:us-east-1:123456789012:execution:lambda-autotuner-dev:first-run',
    ],
  ])('shows the answer as the run did, by %s', async (_by, run) => {
    const { exitCode, stdout, stderr } = await report(run);

    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Run of target, started 20');
    expect(ran).toContain('MB');
    expect(answerOf(stdout)).toBe(answerOf(ran));
  });

  it('prints only the result as JSON, CSV and Markdown, also from a file', async () => {
    const json = await report('target', '--json');
    writeFileSync(at('result.json'), json.stdout);
    const [again, csv, markdown] = await Promise.all([
      report(at('result.json'), '--json'),
      report(at('result.json'), '--csv'),
      report(at('result.json'), '--markdown'),
    ]);

    expect(JSON.parse(json.stdout)).toMatchObject({ decision: { verdict: {} } });
    expect(again).toEqual({ ...json, stderr: 'Looking for the run\n' });
    expect(csv.stdout.split('\n')[0]).toContain('memory_mb');
    expect(markdown.stdout).toContain('256 MB');
  });

  it('saves the page', async () => {
    const { stdout } = await report('target', '--save', at('page.html'));

    expect(stdout).toContain(`Report: ${at('page.html')}`);
    expect(readFileSync(at('page.html'), 'utf8')).toContain('<title>target: ');
  });

  // On other systems no variable selects the browser.
  (process.platform === 'linux' ? it : it.skip)('opens the page in a browser', async () => {
    const browser = at('browser.sh');
    writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${at('opened')}'\n`);
    chmodSync(browser, 0o755);

    const opened = await autotune(['report', 'target', '--open'], { BROWSER: browser });

    expect(opened).toMatchObject({ exitCode: 0, stderr: '' });
    // The command does not wait for the program that opens the browser.
    while (!existsSync(at('opened')) || readFileSync(at('opened'), 'utf8') === '') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const shown = readFileSync(at('opened'), 'utf8');
    expect(readFileSync(shown.replace('file://', ''), 'utf8')).toContain('<title>target: ');
  });

  it('says why a run failed, with its exit code', async () => {
    const { exitCode, stdout } = await report('missing');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('Failed: ');
    expect(stdout).toContain('missing');
  });

  it('says what to do if there is no such run', async () => {
    const { exitCode, stderr } = await report('never-tuned');

    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      'Cannot find a run of "never-tuned": no execution has this name, and none of the last 2',
    );
  });

  it.each([
    [[], 2, 'Cannot report a run: name an execution'],
    [['a.json'], 2, 'Cannot read RUN a.json: it must be JSON, or a file that holds JSON'],
    [['{"a": 1}'], 2, 'Cannot read RUN as the result of a run'],
    [['target', '--json', '--csv'], 2, 'Cannot print a result in several formats'],
  ])('refuses %j', async (args, code, message) => {
    const { exitCode, stderr } = await report(...args);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
