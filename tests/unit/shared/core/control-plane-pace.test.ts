import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  fallbackDelayMs,
  PACED_REQUESTS_PER_SECOND_MAX,
  takeTurns,
} from '../../../../shared/core/control-plane-pace.ts';

describe('takeTurns()', () => {
  it('allows five clones to be made at once, and five more after 1.2 s', () => {
    const { turnsMs } = takeTurns(undefined, 1_000, { count: 12, work: 'createClone' });

    expect(turnsMs).toEqual([...Array(5).fill(1_000), ...Array(5).fill(2_200), 3_400, 3_400]);
  });

  it('allows ten deletions at once, because each takes one request instead of two', () => {
    const { turnsMs } = takeTurns(undefined, 1_000, { count: 12, work: 'deleteClone' });

    expect(turnsMs).toEqual([...Array(10).fill(1_000), 2_200, 2_200]);
  });

  it('gives spare turns only if they come at once', () => {
    const rested = takeTurns(undefined, 1_000, { count: 2, spareCount: 3, work: 'createClone' });
    const busy = takeTurns(rested.pace, 1_100, { count: 2, spareCount: 3, work: 'createClone' });

    expect(rested.turnsMs).toEqual(Array(5).fill(1_000));
    expect(busy.turnsMs).toEqual([2_200, 2_200]);
    expect(busy.pace.requestsAtMs).toEqual([...Array(6).fill(1_000), ...Array(4).fill(2_200)]);
  });

  it('continues after the turns of another run', () => {
    const first = takeTurns(undefined, 1_000, { count: 4, work: 'createClone' });
    const second = takeTurns(first.pace, 1_400, { count: 4, work: 'deleteClone' });

    expect(second.turnsMs).toEqual([1_400, 1_400, 2_200, 2_200]);
  });

  it('never exceeds the requests per second, in any order of runs', () => {
    const requestCounts = { createClone: 2, deleteClone: 1, beginRun: 2 };
    const asked = fc.record({
      pauseMs: fc.integer({ min: 0, max: 1_500 }),
      count: fc.integer({ min: 0, max: 15 }),
      work: fc.constantFrom('createClone', 'deleteClone', 'beginRun'),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (all) => {
        const requestsMs: number[] = [];
        let nowMs = 1_000;
        let pace: Parameters<typeof takeTurns>[0];
        for (const { pauseMs, ...wanted } of all) {
          nowMs += pauseMs;
          const answer = takeTurns(pace, nowMs, wanted);
          pace = answer.pace;
          for (const turnMs of answer.turnsMs) {
            expect(turnMs).toBeGreaterThanOrEqual(nowMs);
            requestsMs.push(...Array(requestCounts[wanted.work]).fill(turnMs));
          }
        }
        for (const begin of requestsMs) {
          const inSecond = requestsMs.filter((ms) => ms >= begin && ms < begin + 1_000);
          expect(inSecond.length).toBeLessThanOrEqual(PACED_REQUESTS_PER_SECOND_MAX);
        }
      }),
    );
  });
});

describe('fallbackDelayMs()', () => {
  it('is zero for the first few', () => {
    expect([0, 1, 2, 3, 4].map((position) => fallbackDelayMs(position, 'createClone'))).toEqual(
      Array(5).fill(0),
    );
  });

  it.each([
    ['createClone', 5],
    ['deleteClone', 10],
  ] as const)('never lets %s begin more often per second than %d times', (work, countMax) => {
    const atMs = Array.from({ length: 40 }, (_, position) => fallbackDelayMs(position, work));

    for (const begin of atMs) {
      const inSecond = atMs.filter((ms) => ms >= begin && ms < begin + 1000);
      expect(inSecond.length).toBeLessThanOrEqual(countMax);
    }
  });
});
