import { describe, expect, it } from '@jest/globals';
import { type TriedHandler, trialReport } from '../../../../cli/start/trial-report.ts';
import type { FunctionFailure } from '../../../../local/deployment/try-function.ts';

const TRIED: TriedHandler = {
  shownPath: 'app.mjs',
  timeoutSeconds: 30,
  exportName: 'handler',
  exportNames: ['handler'],
  variableNames: [],
  givenVariables: [],
  hasPayload: true,
  rootToTry: undefined,
  logPath: '.autotuner/app.log',
};

const ROOT = `/tmp/local-cloud-abc123/${'0'.repeat(32)}/`;

function failure(errorType: string, errorMessage: string, ...stack: string[]): FunctionFailure {
  return { errorType, errorMessage, stack };
}

describe('trialReport()', () => {
  it('shows the error, its stack trace and its log, without the lines of the platform', () => {
    const report = trialReport(
      failure(
        'TypeError',
        'table is undefined',
        'TypeError: table is undefined',
        `    at handler (file://${ROOT}src/app.mjs:3:36)`,
        '    at runEvent (file:///x/node-bootstrap.mjs:166:1)',
      ),
      'INIT_START Runtime\nloaded\nSTART RequestId: 1\n2026-01-01T00:00:00Z\t1\tERROR\tInvoke Error {}\nEND RequestId: 1\nREPORT RequestId: 1\n',
      { ...TRIED, variableNames: ['TABLE_NAME', 'STAGE', 'AWS_REGION'], givenVariables: ['STAGE'] },
    );

    expect(report).toBe(
      [
        'Cannot tune "app.mjs": the handler fails: TypeError: table is undefined',
        '    at handler (src/app.mjs:3:36)',
        '  Its log begins with:',
        '    loaded',
        '  Try --env TABLE_NAME=…, which the code reads and which is not set',
        '  The log is in .autotuner/app.log',
      ].join('\n'),
    );
  });

  it.each([
    [
      'a timeout',
      failure('Sandbox.Timedout', 'Task timed out'),
      'it did not end within its timeout of 30 s',
    ],
    [
      'an exit',
      failure('Runtime.ExitError', 'RequestId: 1 Error: Runtime exited with error: exit status 3'),
      'it ended its process instead of answering (exit status 3)',
    ],
    [
      'a quiet exit',
      failure('Runtime.ExitError', 'RequestId: 1 Error: Runtime exited without providing a reason'),
      '(exit status 0)',
    ],
    [
      'a missing export',
      failure('Runtime.HandlerNotFound', 'app.handler is undefined or not exported'),
      'it must export a function "handler": found: handler; try --handler handler',
    ],
    [
      'a package of Python that is not installed',
      failure('Runtime.ImportModuleError', "Unable to import module 'a': No module named 'boto3'"),
      'Try installing the package in a .venv beside the handler',
    ],
  ])('explains %s', (_name, given, text) => {
    expect(trialReport(given, '', TRIED)).toContain(text);
  });

  it('suggests the folder that has the missing file', () => {
    const missing = failure('Error', `ENOENT: no such file or directory, open '${ROOT}a.txt'`);

    expect(trialReport(missing, '', { ...TRIED, rootToTry: '..' })).toContain(
      `open 'a.txt'\n  Try --root .., which has it and is then deployed as a whole`,
    );
    expect(trialReport(missing, '', TRIED)).not.toContain('--root');
  });

  it('prints no characters that control a terminal, and each line of the log once', () => {
    const line = '2026-01-01T00:00:00.000Z\tundefined\tINFO\t\u001b]0;title\u0007read \u009b2Jit\n';

    const report = trialReport(
      failure('Error', 'no \u001b[2Jfile', '    at \u001b[31mload (a.mjs:1:1)'),
      line + line.replace('00:00:00', '00:00:01'),
      TRIED,
    );

    expect(report).toBe(
      [
        'Cannot tune "app.mjs": the handler fails: Error: no file',
        '    at load (a.mjs:1:1)',
        '  Its log begins with:',
        '    read it',
        '  The log is in .autotuner/app.log',
      ].join('\n'),
    );
  });

  it('suggests a payload if none was given, unless the code could not be loaded', () => {
    const tried = { ...TRIED, hasPayload: false };
    const loading = 'INIT_REPORT Init Duration: 5 ms\tPhase: init\tStatus: error\n';

    expect(trialReport(failure('Error', 'x'), '', tried)).toContain('Try --payload FILE');
    expect(trialReport(failure('Error', 'x'), loading, tried)).toContain(
      'it fails while it is loading: Error: x\n  The log',
    );
  });
});
