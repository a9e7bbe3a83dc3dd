import { describe, expect, it } from '@jest/globals';
import { whyText } from '../../../../cli/autotune/run-end.ts';

describe('whyText()', () => {
  it.each([
    ['FAILED', 'AccessDenied', 'Cannot read it', 'AccessDenied: Cannot read it'],
    ['FAILED', 'AccessDenied', '', 'AccessDenied'],
    ['FAILED', '', '', 'the run failed without a cause'],
    ['ABORTED', '', '', 'the run was stopped'],
    ['TIMED_OUT', '', '', 'the run took longer than its state machine allows'],
  ] as const)('explains %s, error "%s" and cause "%s"', (status, error, cause, text) => {
    expect(whyText({ status, error, cause })).toBe(text);
  });
});
