import { describe, expect, it } from '@jest/globals';
import { lossesOf, promisesKept } from '../../../../../shared/core/planner/objective-loss.ts';

const ROW = {
  costsUsd: Float64Array.of(1, 1.05, 2),
  durationsMs: Float64Array.of(400, 200, 100),
  percentilesMs: Float64Array.of(500, 250, 125),
};

function rounded(values: Float64Array): readonly number[] {
  return Array.from(values, (value) => Math.round(value * 1000) / 1000);
}

describe('lossesOf()', () => {
  it('is the excess cost for `cost` and the excess duration for `speed`', () => {
    // Half the duration counts like 0.7 % less cost: 1.05 x 0.5^0.01 = 1.0428, 2 x 0.25^0.01 = 1.9725.
    expect(rounded(lossesOf(ROW, { kind: 'cost' }))).toEqual([0, 0.043, 0.972]);
    // Half the cost counts like 0.7 % less duration: 4 x 0.5^0.01 = 3.9724, 2 x 0.525^0.01 = 1.9872.
    expect(rounded(lossesOf(ROW, { kind: 'speed' }))).toEqual([2.972, 0.987, 0]);
  });

  it('prefers the faster of two sizes of nearly equal cost, and the cheaper of two equally fast', () => {
    const alike = {
      costsUsd: Float64Array.of(1, 1.005),
      durationsMs: Float64Array.of(400, 200),
      percentilesMs: Float64Array.of(400, 200),
    };
    const asFast = { ...alike, durationsMs: Float64Array.of(199.99, 200) };

    expect(lossesOf(alike, { kind: 'cost' })[1]).toBe(0);
    expect(lossesOf({ ...asFast, costsUsd: Float64Array.of(1, 0.5) }, { kind: 'speed' })[1]).toBe(
      0,
    );
  });

  it('prefers the fastest within the tolerance for `value`, and never a much slower one', () => {
    const objective = { kind: 'value', costTolerancePercent: 5 } as const;
    const losses = lossesOf(ROW, objective);

    // 400 ms at 5 % less cost than 200 ms: 2 x (1 / 1.05)^0.25 = 1.9758 times the best score.
    expect(losses[0]).toBeCloseTo(0.9758, 3);
    expect(losses[1]).toBe(0);
    // Faster, but far beyond the tolerance: the largest loss.
    expect(losses[2]).toBe(1);
  });

  it('exceeds the tolerance of `value` only a little, and only to save much time', () => {
    const objective = { kind: 'value', costTolerancePercent: 5 } as const;
    const bestOf = (cost: number, durationMs: number) => {
      const losses = lossesOf(
        {
          costsUsd: Float64Array.of(1, cost),
          durationsMs: Float64Array.of(400, durationMs),
          percentilesMs: Float64Array.of(400, durationMs),
        },
        objective,
      );
      return losses.indexOf(0);
    };

    expect(bestOf(1.06, 200)).toBe(1);
    expect(bestOf(1.06, 396)).toBe(0);
    expect(bestOf(1.12, 200)).toBe(0);
  });

  it('does not pay 4 % for 0.5 % of speed with `value`', () => {
    const row = {
      costsUsd: Float64Array.of(1, 1.04),
      durationsMs: Float64Array.of(200, 199),
      percentilesMs: Float64Array.of(200, 199),
    };

    expect(lossesOf(row, { kind: 'value', costTolerancePercent: 5 })[0]).toBe(0);
  });

  it('weights both, relative to their largest values, for `balanced`', () => {
    // Scores 0.25 + 0.5, 0.2625 + 0.25, 0.5 + 0.125; the best is 0.5125.
    expect(rounded(lossesOf(ROW, { kind: 'balanced', weight: 0.5 }))).toEqual([0.463, 0, 0.22]);
  });

  it('prefers the fastest within the tolerance, and penalises a breach', () => {
    const losses = lossesOf(ROW, { kind: 'tolerance', costTolerancePercent: 10 });

    expect(rounded(losses).slice(0, 2)).toEqual([1, 0]);
    // Cost 2 instead of 1.1: a breach of 0.818 at slope 0.4, plus the step of 0.4.
    expect(losses[2]).toBeCloseTo(0.4 * (2 / 1.1 - 1) + 0.4, 9);
  });

  it('prefers the cheapest under the limit, or the fastest if none is under it', () => {
    const possible = lossesOf(ROW, { kind: 'limit', durationMsMax: 300, percentile: 95 });
    const impossible = lossesOf(ROW, { kind: 'limit', durationMsMax: 50, percentile: 95 });

    expect(possible[1]).toBe(0);
    // 500 ms instead of 300: a breach of 0.667 at slope 0.4, plus the step.
    expect(possible[0]).toBeCloseTo(0.4 * (500 / 300 - 1) + 0.4, 9);
    expect(rounded(impossible)).toEqual([3, 1, 0]);
  });
});

describe('promisesKept()', () => {
  it('says which sizes keep the tolerance or the limit', () => {
    const tolerance = promisesKept(ROW, { kind: 'tolerance', costTolerancePercent: 10 });
    const limit = promisesKept(ROW, { kind: 'limit', durationMsMax: 300, percentile: 95 });

    expect(tolerance).toEqual([true, true, false]);
    expect(limit).toEqual([false, true, true]);
  });
});
