import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { comparisonResultSchema } from '../../shared/contract/comparison-result.ts';
import { startCommand } from '../support/child-command.ts';
import { cloneNames, createFunction, releaseCode } from '../support/workflow-account.ts';

const waiting = (ms: number) =>
  `export const handler = () => new Promise((resolve) => setTimeout(resolve, ${ms}, {}));`;
const BROKEN = `export const handler = () => { throw new RangeError('no stock'); };`;

let account: LocalAccount;
const directory = mkdtempSync(join(tmpdir(), 'autotuner-gate-'));

/**
 * Versions that are several times as fast, or slow, as $LATEST: a busy machine cannot change the
 * answer.
 */
beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 0 } });
  await createFunction(account, { functionName: 'orders', code: waiting(400) });
  await releaseCode(account, 'orders', waiting(20));
  await releaseCode(account, 'orders', waiting(420));
  await createFunction(account, { functionName: 'broken', code: waiting(1) });
  await releaseCode(account, 'broken', BROKEN);
});

afterAll(async () => {
  await account.stop();
  rmSync(directory, { recursive: true, force: true });
});

function gate(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const place = ['--endpoint', account.cloud.endpoint];
  return startCommand('cli/autotune.ts', ['gate', ...args, ...place], variables).finished;
}

describe('autotune gate', () => {
  it('fails a release that is slower than the one before, and reports it to the pipeline', async () => {
    const summary = join(directory, 'summary.md');
    const dotenv = join(directory, 'gate.env');

    const { exitCode, stdout, stderr } = await gate(['orders', '--dotenv', dotenv], {
      GITHUB_STEP_SUMMARY: summary,
    });

    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^Slower: The new release is slower at 512 MB: duration \+\d+ %/);
    expect(stdout).toMatch(/old \(2\) +new \(\$LATEST\)/);
    expect(stderr).toContain('Block 1 of at most 8: 8 clones');
    expect(stderr).toContain('Deleting the clones');
    expect(readFileSync(summary, 'utf8')).toContain('**Slower: The new release is slower');
    expect(readFileSync(dotenv, 'utf8')).toMatch(
      /^AUTOTUNE_VERDICT=slower\nAUTOTUNE_DURATION_PERCENT=\d+\.\d\n/,
    );
    expect(cloneNames(account)).toEqual([]);

    const place = ['--endpoint', account.cloud.endpoint];
    const report = await startCommand('cli/autotune.ts', ['report', 'orders', ...place]).finished;
    expect(report.stdout).toContain(stdout.trim());
    expect(report.exitCode).toBe(exitCode);
    const path = join(directory, 'result.json');
    const args = ['report', 'orders', '--json', ...place];
    writeFileSync(path, (await startCommand('cli/autotune.ts', args).finished).stdout);
    const again = await startCommand('cli/autotune.ts', ['report', path, ...place]).finished;
    expect(again).toMatchObject({ stdout: expect.stringContaining(stdout.trim()), exitCode });
    const patch = await startCommand('cli/autotune.ts', ['patch', path]).finished;
    expect(patch.stderr).toContain('this one compares two releases');
  });

  it('passes one that is faster than the version it is compared with', async () => {
    const args = ['orders:2', '--against', '1', '--budget-ms', '5000', '--json'];

    const { exitCode, stdout } = await gate(args);

    const result = comparisonResultSchema.parse(JSON.parse(stdout));
    expect(result.verdict.kind).toBe('better');
    expect(result.limit?.isExceeded).toBe(false);
    expect(exitCode).toBe(0);
  });

  it('fails one that is over its own budget, however fast the old one was', async () => {
    const { exitCode, stdout } = await gate(['orders:2', '--against', '1', '--budget-ms', '2']);

    expect(stdout).toMatch(/^Over budget: The new release is better/);
    expect(exitCode).toBe(8);
  });

  it('compares with the result of an earlier run, of another day', async () => {
    const path = join(directory, 'kept.json');
    writeFileSync(path, (await gate(['orders:2', '--against', '1', '--json'])).stdout);

    const { exitCode, stdout } = await gate(['orders', '--against', path]);

    expect(stdout).toMatch(/^Slower: [\s\S]*, not\s+side\s+by\s+side\./);
    expect(stdout).toMatch(/old \(2, \d{4}-\d\d-\d\d\) +new \(\$LATEST\)/);
    expect(exitCode).toBe(5);
  });

  it('says that nothing was decided if the budget is too small', async () => {
    const { exitCode, stdout } = await gate(['orders', '--invocations-max', '20', '--markdown']);

    expect(stdout).toMatch(/^### `orders`\n\n\*\*Undecided: .* nothing was measured/);
    expect(exitCode).toBe(7);
  });

  it('fails with a release that does not work', async () => {
    const { exitCode, stdout, stderr } = await gate(['broken', '--quiet']);

    expect(stderr).toMatch(/^Failed: ReleaseBrokenError: [\s\S]*RangeError: no stock/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    expect(cloneNames(account)).toEqual([]);
  });

  it('refuses invalid options before any call', async () => {
    account.cloud.cloud.calls.clear();

    const { exitCode, stderr } = await gate(['orders', '--against', 'payments:1']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('must name a release of the same function');
    // The sweep of the runs before may still be in progress.
    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(actions).not.toContain('ListStateMachines');
    expect(actions).not.toContain('StartExecution');
  });
});
