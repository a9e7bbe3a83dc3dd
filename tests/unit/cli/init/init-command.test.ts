import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readInitOptions } from '../../../../cli/init/init-options.ts';
import { startCommand } from '../../../support/child-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-init-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const init = (...args: readonly string[]) =>
  startCommand('cli/autotune.ts', ['init', ...args]).finished;

describe('autotune init', () => {
  it('writes a file, says what to do with it, and overwrites nothing', async () => {
    const path = join(directory, 'new', 'request.jsonc');

    const first = await init('my-fn', '--output', path);
    const written = readFileSync(path, 'utf8');
    const second = await init('other-fn', '--output', path);

    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain(`  autotune run --request ${path}\n`);
    expect(written).toContain('  "functionName": "my-fn",\n');
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain(`Cannot write ${path}: it exists already`);
    expect(readFileSync(path, 'utf8')).toBe(written);
  });
});

describe('readInitOptions()', () => {
  it('names the file after the function, even if an ARN is given', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:my-fn:live';

    expect(readInitOptions([arn])).toEqual({
      kind: 'write',
      functionName: arn,
      path: 'my-fn.request.jsonc',
    });
  });

  it.each([
    [[], 'Cannot write a request: name a function'],
    [['a', 'b'], 'also given were b'],
    [['my fn'], 'Cannot read FUNCTION my fn: it must be'],
    [['my-fn', '--output', ''], 'Cannot read --output: it must name a file'],
    [['my-fn', '--force'], "Unknown option '--force'"],
  ])('refuses %j', (args, message) => {
    expect(() => readInitOptions(args)).toThrow(message);
  });
});
