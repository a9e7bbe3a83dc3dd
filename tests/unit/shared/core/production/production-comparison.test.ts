import { describe, expect, it } from '@jest/globals';
import {
  compareTraffic,
  type Traffic,
} from '../../../../../shared/core/production/production-comparison.ts';

const AS_BEFORE = { median: 1, low: 0.95, high: 1.05 };

function traffic(changes: Partial<Traffic> = {}): Traffic {
  return { invocationCount: 1000, errorCount: 0, durationMs: { p50: 100, p99: 200 }, ...changes };
}

describe('compareTraffic()', () => {
  it('judges the same traffic as promised', () => {
    expect(compareTraffic(traffic(), traffic(), AS_BEFORE).kind).toBe('asPromised');
  });

  it('is unclear with a few invocations, however bad', () => {
    const bad = traffic({ invocationCount: 29, errorCount: 29 });

    expect(compareTraffic(traffic(), bad, AS_BEFORE)).toMatchObject({
      kind: 'unclear',
      reason: expect.stringContaining('1000 invocations before and 29 after'),
    });
  });

  it.each([
    // Can be chance: three errors in a thousand after none have z = 1.7.
    { before: 0, after: 3, kind: 'asPromised' },
    { before: 0, after: 8, kind: 'worse' },
    { before: 50, after: 60, kind: 'asPromised' },
    { before: 50, after: 85, kind: 'worse' },
    { before: 85, after: 50, kind: 'asPromised' },
    { before: 1000, after: 1000, kind: 'asPromised' },
  ])('judges $after errors of 1000 after $before as $kind', ({ before, after, kind }) => {
    const comparison = compareTraffic(
      traffic({ errorCount: before }),
      traffic({ errorCount: after }),
      AS_BEFORE,
    );

    expect(comparison.kind).toBe(kind);
  });

  it.each([
    { p50: 114, p99: 200, kind: 'asPromised' },
    { p50: 118, p99: 200, kind: 'worse' },
    { p50: 100, p99: 310, kind: 'asPromised' },
    { p50: 100, p99: 320, kind: 'worse' },
  ])('judges a p50 of $p50 and a p99 of $p99 ms as $kind', ({ p50, p99, kind }) => {
    const after = traffic({ durationMs: { p50, p99 } });

    expect(compareTraffic(traffic(), after, AS_BEFORE).kind).toBe(kind);
  });

  it('allows the durations that were measured', () => {
    const slower = traffic({ durationMs: { p50: 360, p99: 720 } });
    const promised = { median: 3.5, low: 3.2, high: 3.8 };

    expect(compareTraffic(traffic(), slower, promised).kind).toBe('asPromised');
    expect(compareTraffic(traffic(), slower, AS_BEFORE).kind).toBe('worse');
    expect(compareTraffic(traffic(), slower, undefined).kind).toBe('asPromised');
  });

  it('ignores p99 below 200 invocations, where it is just the slowest one', () => {
    const [before, after] = [200, 2_000].map((p99) =>
      traffic({ invocationCount: 199, durationMs: { p50: 100, p99 } }),
    );

    expect(compareTraffic(before as Traffic, after as Traffic, AS_BEFORE).kind).toBe('asPromised');
  });
});
