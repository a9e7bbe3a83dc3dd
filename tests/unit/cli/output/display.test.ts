import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Display } from '../../../../cli/output/display.ts';
import type { OutputOptions } from '../../../../cli/output/output-options.ts';
import type { ProgressEvent } from '../../../../cli/progress/progress-event.ts';
import { resultFor } from '../../../support/generated-reports.ts';
import { goldenFunction } from '../../../support/golden-functions.ts';

const TEXT: OutputOptions = { format: 'text', isQuiet: false, isVerbose: false, applyForm: 'aws' };
const FORM = { report: { text: 'report.html' }, isInAccount: true };
const FAILURE = {
  functionName: 'orders',
  text: 'RunError: Cannot tune: it \u001b[2Jfails. Try again [permanent]',
  details: { status: 'FAILED' },
};

const CHECKING: ProgressEvent = {
  kind: 'entered',
  key: 1,
  stateName: 'ValidatePermissions',
  startedAtMs: 0,
};
const CHECKED: ProgressEvent = {
  ...CHECKING,
  kind: 'exited',
  durationMs: 250,
  output: { preflight: { kind: 'allowed' } },
};

/** Control sequence that erases a line (ECMA-48). */
const ERASE_LINE = '\u001b[2K';

/** A stream and what was written to it. */
function capture(terminal: object = {}) {
  const stream = Object.assign(new PassThrough(), terminal) as unknown as NodeJS.WriteStream;
  return { stream, text: () => String((stream as unknown as PassThrough).read() ?? '') };
}

function open(options: Partial<OutputOptions> = {}, terminal: object = {}, env: object = {}) {
  const stdout = capture(terminal);
  const stderr = capture(terminal);
  const streams = { stdout: stdout.stream, stderr: stderr.stream, env: { TERM: 'xterm', ...env } };
  const display = new Display({ ...TEXT, ...options }, streams);
  return { display, texts: () => ({ stdout: stdout.text(), stderr: stderr.text() }) };
}

describe('Display', () => {
  it('prints the progress and the answer on standard output', async () => {
    const { display, texts } = open();

    display.note('Started');
    display.beginRun().onEvent(CHECKING);
    display.addResult(await resultFor(goldenFunction('flat')), FORM);

    const { stdout, stderr } = texts();
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^Started\nChecking the function and the permissions\n\nChange from 512 to 1536 MB: /,
    );
  });

  it.each(['json', 'markdown', 'csv'] as const)(
    'prints only the result on standard output as %s',
    async (format) => {
      const { display, texts } = open({ format });
      const result = await resultFor(goldenFunction('flat'));

      display.note('Started');
      display.warn('Busy.');
      display.addValue(result);
      display.addResult(result, FORM);
      display.finish(false);

      const { stdout, stderr } = texts();
      expect(stderr).toBe('Started\nWarning: Busy.\n');
      expect(stdout).toMatch(/^(?:\{\n {2}"functionArn"|### `target`|function_arn,)/);
    },
  );

  it('prints several results as one list of JSON, failures included', async () => {
    const { display, texts } = open({ format: 'json' });

    display.addValue({ powerValue: 512 });
    display.addFailure(FAILURE);
    display.finish(true);

    expect(JSON.parse(texts().stdout)).toEqual([{ powerValue: 512 }, { status: 'FAILED' }]);
  });

  it('prints only the answer, warnings and failures if it is quiet', () => {
    const { display, texts } = open({ isQuiet: true });

    display.note('Started');
    display.beginRun().onEvent(CHECKING);
    display.warn('Busy.');
    display.addFailure(FAILURE);

    expect(texts().stdout).toBe(
      'Warning: Busy.\n\nFailed: RunError: Cannot tune: it fails.\nTry again\n',
    );
  });

  it('prints each state if asked to', () => {
    const { display, texts } = open({ isVerbose: true });

    const run = display.beginRun();
    run.onEvent(CHECKING);
    run.onEvent(CHECKED);

    expect(texts().stdout).toBe('  ValidatePermissions       0.25 s  permissions allowed\n');
  });

  it('redraws a run in place on a terminal, and erases it at the end', () => {
    const terminal = { isTTY: true, columns: 60, rows: 20 };
    const { display, texts } = open({}, terminal);

    const run = display.beginRun();
    run.onEvent(CHECKING);
    display.note('It was started before.');
    run.onEvent(CHECKED);
    run.end();

    const { stdout } = texts();
    const shown = stripVTControlCharacters(stdout);
    expect(shown).toContain('checking · 0 s');
    expect(shown).toContain('It was started before.\n');
    expect(stdout.lastIndexOf(ERASE_LINE)).toBeGreaterThan(stdout.lastIndexOf('checking'));
  });

  it.each([{ CI: 'true' }, { TERM: 'dumb' }])('redraws nothing in place with %j', (env) => {
    const { display, texts } = open({}, { isTTY: true, columns: 60, rows: 20 }, env);

    const run = display.beginRun();
    run.onEvent(CHECKING);
    run.end();

    expect(stripVTControlCharacters(texts().stdout)).toBe(
      'Checking the function and the permissions\n',
    );
  });

  it('prints no control characters of texts that it is given', () => {
    const { display, texts } = open();

    display.note('  name \u001b]0;title\u0007\u009b2J\u202e');
    display.warn('\u001b[31mred');
    display.addFailure(FAILURE);

    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    expect(texts().stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
