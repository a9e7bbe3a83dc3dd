import { describe, expect, it } from '@jest/globals';
import { judgeInvocation } from '../../../../../shared/core/measurement/measured-invocation.ts';
import type { Report } from '../../../../../shared/core/measurement/report-line.ts';

const REPORT: Report = {
  requestId: 'r',
  durationMs: 20,
  billedDurationMs: 20,
  memorySizeMb: 256,
  maxMemoryUsedMb: 80,
  status: 'success',
};
const FACTS = {
  report: REPORT,
  functionError: undefined,
  memoryMb: 256,
  lane: 0,
  isFirstOfLane: false,
};

describe('judgeInvocation()', () => {
  it('makes a warm sample of a run that ended well', () => {
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
    ['that was the first of its lane', { ...FACTS, isFirstOfLane: true }],
  ])('makes a cold sample of a run %s', (_name, facts) => {
    expect(judgeInvocation(facts)).toMatchObject({ kind: 'sample', sample: { isCold: true } });
  });

  it.each([
    ['no report', { ...FACTS, report: undefined }],
    ['a report of another size', { ...FACTS, memoryMb: 512 }],
  ])('trusts nothing with %s', (_name, facts) => {
    expect(judgeInvocation(facts)).toMatchObject({ kind: 'unreported' });
  });

  const failed = (errorType: string, errorMessage: string, report?: Partial<Report>) =>
    judgeInvocation({
      ...FACTS,
      functionError: { errorType, errorMessage },
      report: report && { ...REPORT, ...report },
    });

  it('knows a memory kill by the report, or by the signal where there is no report', () => {
    const killed = 'RequestId: r Error: Runtime exited with error: signal: killed';

    expect(failed('Runtime.ExitError', killed, { status: 'error' }).kind).toBe('outOfMemory');
    expect(failed('Runtime.ExitError', killed).kind).toBe('outOfMemory');
    expect(failed('Runtime.ExitError', 'signal: aborted').kind).toBe('outOfMemory');
    expect(
      failed('Unhandled', '', { status: 'error', errorType: 'Runtime.OutOfMemory' }).kind,
    ).toBe('outOfMemory');
    expect(failed('Runtime.ExitError', 'Runtime exited without providing a reason').kind).toBe(
      'functionError',
    );
  });

  it('knows a time-out by the report, the error type, or the message of older regions', () => {
    expect(failed('Unhandled', '', { status: 'timeout' }).kind).toBe('timeout');
    expect(failed('Sandbox.Timedout', 'x').kind).toBe('timeout');
    expect(failed('Unhandled', 'd r Task timed out after 3.00 seconds').kind).toBe('timeout');
    // A function may use these words in an error of its own.
    expect(failed('Error', 'Task timed out after 3 tries').kind).toBe('functionError');
  });

  it('keeps what a failed run was billed for', () => {
    expect(failed('TypeError', 'x is not a function', { status: 'failure' })).toEqual({
      kind: 'functionError',
      errorName: 'TypeError',
      message: 'x is not a function',
      billedDurationMs: 20,
    });
  });
});
