import { describe, expect, it } from '@jest/globals';
import { invocationSpread, releaseFigures } from '../../../../../shared/core/gate/clone-figures.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { priceOf } from '../../../../../shared/core/pricing/price-table.ts';
import { aReleaseClone } from '../../../../support/release-tiers.ts';

const COST = { price: priceOf('us-east-1', 'x86_64'), ephemeralStorageMb: 512 };
const BASES = { old: COST, new: COST };

/** A clone with warm invocations of these durations. */
function cloneOf(durationsMs: readonly number[], payloadClasses: readonly number[] = []): Tier {
  const clone = aReleaseClone('new');
  const [sample] = clone.samples;
  if (sample === undefined) throw new Error('The clone has no sample');
  return {
    ...clone,
    samples: durationsMs.map((durationMs, index) => ({
      ...sample,
      isCold: false,
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      ...(payloadClasses.length > 0 && { payloadClass: payloadClasses[index] ?? 0 }),
    })),
  };
}

const durationOf = (tier: Tier, weights: readonly number[] = [1]) =>
  Math.exp(releaseFigures([tier], weights, BASES).durations[0]?.value ?? Number.NaN);
const costOf = (tier: Tier) =>
  Math.exp(releaseFigures([tier], [1], BASES).costs[0]?.value ?? Number.NaN);

describe('releaseFigures()', () => {
  it('leaves a straggler out of the duration but not out of the cost', () => {
    const steady = cloneOf([100, 100, 100, 100, 100]);
    const stalled = cloneOf([100, 100, 100, 100, 900]);

    expect(durationOf(stalled)).toBeCloseTo(100, 6);
    expect(costOf(stalled)).toBeGreaterThan(2 * costOf(steady));
  });

  it('weights the payload classes', () => {
    const tier = cloneOf([10, 10, 1000, 1000], [0, 0, 1, 1]);

    expect(durationOf(tier, [1, 1])).toBeCloseTo(100, 6);
    expect(durationOf(tier, [1, 0])).toBeCloseTo(10, 6);
  });

  it('leaves out clones that failed, or that lack samples of a class', () => {
    const failed = { ...cloneOf([10, 10]), outcome: aFailure };

    expect(releaseFigures([failed, cloneOf([10])], [1], BASES).durations).toEqual([]);
    expect(releaseFigures([cloneOf([10, 10], [0, 0])], [1, 1], BASES).durations).toEqual([]);
  });

  it('accepts a duration of zero', () => {
    expect(durationOf(cloneOf([0, 0, 0]))).toBeCloseTo(0.01, 6);
  });
});

const aFailure = { kind: 'failed', errorName: 'Error', message: 'why' } as const;

describe('invocationSpread()', () => {
  it('is the spread within clones, however much clones differ', () => {
    const clones = [cloneOf([90, 110]), cloneOf([180, 220])];

    expect(invocationSpread(clones)).toBeCloseTo(Math.log(11 / 9) / Math.SQRT2, 6);
    expect(invocationSpread([])).toBeUndefined();
  });
});
