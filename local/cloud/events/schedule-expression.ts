import { Cron } from 'croner';

/**
 * Returns when a schedule is due next.
 *
 * @param afterMs Milliseconds since the Unix epoch; for a rate, when it was due last or deployed.
 * @returns Milliseconds since the Unix epoch; `undefined` if it is never due again.
 */
export type NextDue = (afterMs: number) => number | undefined;

const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
/** Minutes, hours, day of month, month, day of week (1 is Sunday), year. */
const CRON = /^cron\((\S+ \S+ \S+ \S+ \S+ \S+)\)$/;

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Reads a schedule expression of EventBridge. A cron expression is in UTC.
 *
 * @throws {RangeError} If it is neither `rate(…)` nor `cron(…)`, or malformed.
 */
export function readScheduleExpression(expression: string): NextDue {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  if (count !== undefined) {
    const periodMs = Number(count) * (UNIT_MS[unit] ?? 0);
    return (afterMs) => afterMs + periodMs;
  }
  const cron = cronOf(CRON.exec(expression)?.[1]);
  if (cron === undefined) {
    throw new RangeError(
      `Cannot read the schedule: it must be rate(…) or cron(…) as EventBridge has them: current value is "${expression}"`,
    );
  }
  return (afterMs) => cron.nextRun(new Date(afterMs))?.getTime();
}

function cronOf(fields: string | undefined): Cron | undefined {
  if (fields === undefined) return undefined;
  try {
    return new Cron(`0 ${fields.replaceAll('?', '*')}`, {
      timezone: 'UTC',
      alternativeWeekdays: true,
      // Allows 0/5 for every fifth minute from 0.
      sloppyRanges: true,
      mode: '7-part',
    });
  } catch {
    return undefined;
  }
}
