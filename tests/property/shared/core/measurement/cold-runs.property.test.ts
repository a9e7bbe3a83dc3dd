import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coldRuns } from '../../../../../shared/core/measurement/cold-runs.ts';
import { coldSamples, wholeRunMs } from '../../../../../shared/core/measurement/sample.ts';
import {
  billedSeconds,
  invocationCount,
} from '../../../../../shared/core/measurement/tier-figures.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

const sample = fc
  .record({
    durationMs: fc.integer({ min: 1, max: 10_000 }),
    initDurationMs: fc.integer({ min: 1, max: 5_000 }),
    isCold: fc.boolean(),
    payloadClass: fc.nat({ max: 2 }),
  })
  .map(({ isCold, initDurationMs, ...rest }) =>
    aSample({ ...rest, isCold, ...(isCold && { initDurationMs }) }),
  );

describe('coldRuns()', () => {
  it('keeps only cold invocations, each with its whole duration, and loses no cost', () => {
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        (samples, classCount) => {
          const measured = [aTier(512, [], { samples })];

          const read = coldRuns(measured, classCount);

          const counted = read[0]?.samples ?? [];
          const cold = coldSamples(samples).map(wholeRunMs);
          expect(counted.map(({ durationMs }) => durationMs)).toEqual(
            counted.length > 0 ? cold : [],
          );
          expect(
            counted.every(({ isCold, initDurationMs }) => !isCold && initDurationMs === undefined),
          ).toBe(true);
          expect(invocationCount(read)).toBe(samples.length);
          expect(billedSeconds(read)).toBeCloseTo(billedSeconds(measured), 9);
        },
      ),
      { seed: 20_261_127 },
    );
  });
});
