import { describe, expect, it } from '@jest/globals';
import { readScheduleExpression } from '../../../../../local/cloud/events/schedule-expression.ts';

/** A Friday. */
const AFTER_MS = Date.UTC(2027, 0, 15, 12, 0, 30);

describe('readScheduleExpression()', () => {
  it.each([
    ['rate(1 minute)', '2027-01-15T12:01:30.000Z'],
    ['rate(6 hours)', '2027-01-15T18:00:30.000Z'],
    ['rate(7 days)', '2027-01-22T12:00:30.000Z'],
    ['cron(0 18 ? * MON-FRI *)', '2027-01-15T18:00:00.000Z'],
    // The first day of the week is Sunday.
    ['cron(0 3 ? * 2 *)', '2027-01-18T03:00:00.000Z'],
    ['cron(0/5 8-17 ? * * *)', '2027-01-15T12:05:00.000Z'],
    ['cron(15 10 1 * ? *)', '2027-02-01T10:15:00.000Z'],
    ['cron(0 0 L * ? *)', '2027-01-31T00:00:00.000Z'],
    ['cron(0 8 ? * 2#1 *)', '2027-02-01T08:00:00.000Z'],
    ['cron(0 0 1 1 ? 2029)', '2029-01-01T00:00:00.000Z'],
  ])('is due next, by %s, at %s', (expression, expected) => {
    const dueMs = readScheduleExpression(expression)(AFTER_MS);

    expect(new Date(dueMs ?? 0).toISOString()).toBe(expected);
  });

  it('is never due again once the last year is over', () => {
    expect(readScheduleExpression('cron(0 0 1 1 ? 2020)')(AFTER_MS)).toBeUndefined();
  });

  it.each([
    'rate(0 days)',
    'rate(1 week)',
    'at(2027-01-15T12:00:00)',
    'cron(0 3 * *)',
    'cron(0 3 ? * 9 *)',
    'every day',
  ])('refuses %s', (expression) => {
    expect(() => readScheduleExpression(expression)).toThrow(
      `must be rate(…) or cron(…) as EventBridge has them: current value is "${expression}"`,
    );
  });
});
