import { describe, expect, it } from '@jest/globals';
import { takeTurns, writeDelayMs } from '../../../../shared/core/control-plane-pace.ts';

describe('takeTurns()', () => {
  it('gives five turns at once, and one every fifth of a second after more than a second', () => {
    const { turnsMs } = takeTurns(undefined, 1_000, 8);

    expect(turnsMs).toEqual([...Array(5).fill(1_000), 2_200, 2_400, 2_600]);
  });

  it('goes on where another run has left off', () => {
    const first = takeTurns(undefined, 1_000, 3);
    const second = takeTurns(first.pace, 1_400, 4);

    expect(second.turnsMs).toEqual([1_400, 1_400, 2_200, 2_400]);
    expect(second.pace).toEqual({ nextAtMs: 2_600, atOnceCount: 0 });
  });

  it('gives five at once again only after a rest', () => {
    const { pace } = takeTurns(undefined, 1_000, 6);

    expect(takeTurns(pace, 2_500, 3).turnsMs).toEqual([2_500, 2_700, 2_900]);
    expect(takeTurns(pace, 3_400, 3).turnsMs).toEqual([3_400, 3_400, 3_400]);
  });
});

describe('writeDelayMs()', () => {
  it('lets a few begin at once', () => {
    expect([0, 1, 2, 3, 4].map(writeDelayMs)).toEqual([0, 0, 0, 0, 0]);
  });

  it('never lets more begin in a second', () => {
    const atMs = Array.from({ length: 40 }, (_, position) => writeDelayMs(position));

    for (const begin of atMs) {
      const inSecond = atMs.filter((ms) => ms >= begin && ms < begin + 1000);
      expect(inSecond.length).toBeLessThanOrEqual(5);
    }
  });
});
