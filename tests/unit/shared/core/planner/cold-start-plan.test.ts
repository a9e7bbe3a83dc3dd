import { describe, expect, it } from '@jest/globals';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import {
  nextColdStarts,
  openColdSizeCount,
} from '../../../../../shared/core/planner/cold-start-plan.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aSample, aTier } from '../../../../support/tuning-worlds.ts';

const SIZES = [128, 256, 512, 1024].map(powerValue);

const PLAN = {
  powerValues: SIZES,
  sampleCount: 5,
  payloadClassCount: 1,
  concurrencyMax: 20,
  round: 1,
};

function cold(payloadClass?: number) {
  return aSample({
    isCold: true,
    initDurationMs: 100,
    ...(payloadClass !== undefined && { payloadClass }),
  });
}

function withColdStarts(memoryMb: number, count: number, changes: Partial<Tier> = {}): Tier {
  return aTier(memoryMb, [], { samples: Array.from({ length: count }, () => cold()), ...changes });
}

/** Size and lanes of each measurement. */
function planned(changes: Partial<typeof PLAN> = {}, tiers: readonly Tier[] = []) {
  return nextColdStarts({ ...PLAN, ...changes }, tiers).map(({ powerValue: size, laneCount }) => [
    Number(size),
    laneCount,
  ]);
}

describe('nextColdStarts()', () => {
  it('gives each size one burst, with a new environment for each invocation', () => {
    expect(nextColdStarts(PLAN, [])).toEqual(
      SIZES.map((size) => ({
        powerValue: size,
        coldBurst: { round: 1, firstClass: 0 },
        warmSampleCount: 0,
        laneCount: 5,
        newLaneCount: 5,
      })),
    );
  });

  it('respects the concurrency, and continues with the sizes that have the fewest', () => {
    expect(planned({ concurrencyMax: 8 })).toEqual([
      [128, 5],
      [256, 3],
    ]);
    const tiers = [withColdStarts(128, 5), withColdStarts(256, 3)];
    expect(planned({ concurrencyMax: 8 }, tiers)).toEqual([
      [512, 5],
      [1024, 3],
    ]);
    expect(planned({ concurrencyMax: 1 }, tiers)).toEqual([[512, 1]]);
  });

  it('repeats cold starts that a burst did not yield, up to twice the wanted invocations', () => {
    const few = SIZES.map((size) => withColdStarts(size, 4));
    const costly = SIZES.map((size) => withColdStarts(size, 4, { errorCount: 6 }));

    expect(planned({}, few)).toEqual(SIZES.map((size) => [size, 1]));
    expect(planned({}, costly)).toEqual([]);
  });

  it('does not count warm answers', () => {
    const samples = [cold(), cold(), aSample(), aSample()];

    expect(planned({}, [aTier(128, [], { samples })])[0]).toEqual([128, 3]);
  });

  it('ends when every size has all its cold starts', () => {
    const tiers = SIZES.map((size) => withColdStarts(size, 5));

    expect(planned({}, tiers)).toEqual([]);
    expect(openColdSizeCount(PLAN, tiers)).toBe(0);
  });

  it('leaves out sizes that are too small, failed, or have used up their share', () => {
    const failed = { kind: 'failed', errorName: 'TypeError', message: 'broken' } as const;
    const tiers = [
      anOutOfMemoryTier(256),
      withColdStarts(512, 0, { outcome: failed }),
      withColdStarts(1024, 2, { outcome: { kind: 'measured', isCutShort: true } }),
    ];

    expect(planned({}, tiers)).toEqual([]);
  });

  it('measures every payload class, and begins with the one that lacks most', () => {
    const samples = [cold(0), cold(0), cold(0), cold(0), cold(0), cold(1)];

    const [first] = nextColdStarts({ ...PLAN, payloadClassCount: 2 }, [
      aTier(128, [], { samples }),
      withColdStarts(256, 0, { outcome: { kind: 'failed', errorName: 'E', message: '' } }),
    ]);

    expect(planned({ payloadClassCount: 2 })[0]).toEqual([128, 10]);
    expect(first?.powerValue).toBe(512);
    expect(
      nextColdStarts({ ...PLAN, powerValues: [powerValue(128)], payloadClassCount: 2 }, [
        aTier(128, [], { samples }),
      ]),
    ).toMatchObject([{ laneCount: 4, coldBurst: { firstClass: 1 } }]);
  });

  it('starts no more at the same moment than one step can', () => {
    expect(planned({ sampleCount: 100, concurrencyMax: 200 })).toEqual(
      SIZES.map((size) => [size, 40]),
    );
  });
});
