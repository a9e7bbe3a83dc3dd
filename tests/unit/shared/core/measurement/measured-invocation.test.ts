import { describe, expect, it } from '@jest/globals';
import {
  isMemoryShort,
  judgeInvocation,
} from '../../../../../shared/core/measurement/measured-invocation.ts';
import type { Report } from '../../../../../shared/core/measurement/report-line.ts';

const REPORT: Report = {
  requestId: 'r',
  durationMs: 20,
  billedDurationMs: 20,
  memorySizeMb: 256,
  maxMemoryUsedMb: 80,
  hasStarted: false,
  status: 'success',
};
const FACTS = {
  report: REPORT,
  functionError: undefined,
  memoryMb: 256,
  lane: 0,
  mayBeCold: false,
};

describe('judgeInvocation()', () => {
  it('makes a warm sample of a successful invocation', () => {
    expect(judgeInvocation(FACTS)).toEqual({
      kind: 'sample',
      sample: {
        durationMs: 20,
        billedDurationMs: 20,
        maxMemoryUsedMb: 80,
        isCold: false,
        lane: 0,
      },
    });
  });

  it.each([
    ['with an init', { ...FACTS, report: { ...REPORT, initDurationMs: 90 } }],
    ['with a restore', { ...FACTS, report: { ...REPORT, restoreDurationMs: 90 } }],
    ['whose log shows a start', { ...FACTS, report: { ...REPORT, hasStarted: true } }],
    ['that may have run in a new environment', { ...FACTS, mayBeCold: true }],
  ])('makes a cold sample of an invocation %s', (_name, facts) => {
    expect(judgeInvocation(facts)).toMatchObject({ kind: 'sample', sample: { isCold: true } });
  });

  const failure = (errorType: string) => ({
    ...FACTS,
    report: { ...REPORT, status: 'error' as const },
    functionError: { errorType, errorMessage: 'why', stack: [] },
  });

  it('counts an allowed error as an answer', () => {
    const allowedErrors = ['OrderNotFound'];

    expect(judgeInvocation({ ...failure('OrderNotFound'), allowedErrors })).toMatchObject({
      kind: 'sample',
      sample: { durationMs: 20 },
    });
    expect(judgeInvocation({ ...failure('TypeError'), allowedErrors })).toMatchObject({
      kind: 'functionError',
    });
  });

  it.each(['Sandbox.Timedout', 'Runtime.ExitError', 'java.lang.OutOfMemoryError'])(
    'never counts %s as an answer, even if it is allowed',
    (errorType) => {
      const facts = { ...failure(errorType), allowedErrors: [errorType] };

      expect(judgeInvocation(facts).kind).not.toBe('sample');
    },
  );

  it.each([
    ['no report', { ...FACTS, report: undefined }],
    ['a report of another size', { ...FACTS, memoryMb: 512 }],
  ])('rejects an invocation with %s', (_name, facts) => {
    expect(judgeInvocation(facts)).toMatchObject({ kind: 'unreported' });
  });

  const failed = (errorType: string, errorMessage: string, report?: Partial<Report>) =>
    judgeInvocation({
      ...FACTS,
      functionError: { errorType, errorMessage, stack: [] },
      report: report && { ...REPORT, ...report },
    });

  it('recognises a memory kill by the report, or without one by the signal', () => {
    const killed = 'RequestId: r Error: Runtime exited with error: signal: killed';

    expect(failed('Runtime.ExitError', killed, { status: 'error' }).kind).toBe('outOfMemory');
    expect(failed('Runtime.ExitError', killed).kind).toBe('outOfMemory');
    expect(failed('Runtime.ExitError', 'signal: aborted').kind).toBe('outOfMemory');
    expect(
      failed('Unhandled', '', { status: 'error', errorType: 'Runtime.OutOfMemory' }).kind,
    ).toBe('outOfMemory');
  });

  it.each([
    ['Runtime.ExitError', 'Runtime exited without providing a reason'],
    ['Runtime.ExitError', 'RequestId: r Error: Runtime exited with error: exit status 1'],
    ['Extension.Crash', 'Extension exited'],
    ['Lambda.Unknown', '{"errorMessage":"RequestId: r Process exited before completing request"}'],
    ['Unhandled', 'RequestId: r Process exited before completing request'],
  ])('recognises from %s that the process ended: %s', (errorType, message) => {
    expect(failed(errorType, message).kind).toBe('exited');
  });

  it.each([
    ['java.lang.OutOfMemoryError', 'Metaspace'],
    ['MemoryError', ''],
    ['Error', 'spawn ENOMEM'],
    ['OSError', '[Errno 12] Cannot allocate memory'],
    ['System.OutOfMemoryException', 'Insufficient memory to continue'],
    ['NoMemoryError', 'failed to allocate memory'],
    ['InvocationFailed', 'handler threw: java.lang.OutOfMemoryError: Java heap space'],
    ['RangeError', 'Array buffer allocation failed'],
    ['Runtime.ExitError', 'RequestId: r Error: Runtime exited with error: exit status 137'],
    ['Runtime.ExitError', 'RequestId: r Error: Runtime exited with error: exit status 134'],
  ])('recognises from %s that memory was short: %s', (errorType, message) => {
    expect(failed(errorType, message, { status: 'error' }).kind).toBe('outOfMemory');
  });

  it.each([
    ['Error', 'exit status 137 is not expected here'],
    ['ValidationError', 'memory must be a number'],
  ])('does not mistake %s for a lack of memory: %s', (errorType, message) => {
    expect(failed(errorType, message, { status: 'error' }).kind).toBe('functionError');
  });

  it('says where the function failed, within the length limit of a message', () => {
    const stack = ['    at handler (file:///var/task/index.mjs:3:9)', '    at run (x)', '    at y'];
    const outcome = (errorMessage: string) =>
      judgeInvocation({
        ...FACTS,
        functionError: { errorType: 'TypeError', errorMessage, stack },
      });

    expect(outcome('x is not a function')).toMatchObject({
      message: 'x is not a function (at handler (file:///var/task/index.mjs:3:9) < at run (x))',
    });
    expect(outcome('y'.repeat(900))).toMatchObject({
      message: expect.stringMatching(/^y+… \(at handler .*\)$/),
    });
    expect((outcome('y'.repeat(900)) as { message: string }).message).toHaveLength(500);
  });

  it('cuts and cleans name and message of an error', () => {
    const said = failed(`E${'x'.repeat(500)}`, `\u001b[31mpassword=hunter2\n${'y'.repeat(45_000)}`);

    expect(said).toMatchObject({ errorName: `E${'x'.repeat(126)}…` });
    expect(said).toMatchObject({ message: expect.stringMatching(/^password=\*\*\* y{486}…$/) });
  });

  it('recognises a timeout by the report, the error type, or the message of older regions', () => {
    expect(failed('Unhandled', '', { status: 'timeout' }).kind).toBe('timeout');
    expect(failed('Sandbox.Timedout', 'x').kind).toBe('timeout');
    expect(failed('Unhandled', 'd r Task timed out after 3.00 seconds').kind).toBe('timeout');
    expect(failed('Lambda.Unknown', 'd r Task timed out after 900.10 seconds').kind).toBe(
      'timeout',
    );
    // A function may use these words in its own error.
    expect(failed('Error', 'Task timed out after 3 tries').kind).toBe('functionError');
  });

  it('keeps the billed duration of a failed invocation', () => {
    expect(failed('TypeError', 'x is not a function', { status: 'failure' })).toEqual({
      kind: 'functionError',
      errorName: 'TypeError',
      message: 'x is not a function',
      billedDurationMs: 20,
    });
  });
});

describe('isMemoryShort()', () => {
  it.each([
    ['Runtime exited with error: signal: killed', true],
    ['Runtime exited with error: exit status 1', false],
  ])('of "%s" is %s', (errorMessage, expected) => {
    expect(isMemoryShort({ errorType: 'Runtime.ExitError', errorMessage })).toBe(expected);
  });
});
