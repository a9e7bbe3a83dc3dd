import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { steadyClock } from '../../../../shared/runtime/clock.ts';

const HOUR_MS = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

describe('steadyClock()', () => {
  it('shows the time of day in whole milliseconds, and advances', async () => {
    const clock = steadyClock();
    const startedAtMs = clock.nowMs();

    await clock.sleepMs(20);

    expect(Math.abs(startedAtMs - Date.now())).toBeLessThan(HOUR_MS);
    expect(Number.isInteger(startedAtMs)).toBe(true);
    expect(clock.nowMs() - startedAtMs).toBeGreaterThanOrEqual(15);
  });

  it('does not follow when the machine’s clock is set back', () => {
    const clock = steadyClock();
    const startedAtMs = clock.nowMs();
    const setBackMs = Date.now() - HOUR_MS;

    jest.spyOn(Date, 'now').mockReturnValue(setBackMs);

    expect(clock.nowMs()).toBeGreaterThanOrEqual(startedAtMs);
    expect(steadyClock().nowMs()).toBeLessThan(startedAtMs);
  });
});
