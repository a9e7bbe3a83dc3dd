import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CURVE_PRIOR } from '../../../../../shared/core/posterior/curve-prior.ts';
import {
  durationShapes,
  logShapeAt,
} from '../../../../../shared/core/posterior/duration-shapes.ts';

const NOTHING = { share: 0, logMean: 0, logSd: 1 };
const SHARP_KNEE = {
  logKneeMean: 0,
  logKneeSd: 0,
  bumpMean: 0,
  bumpSd: 0,
  bumpCentre: 1,
  bumpWidth: 1,
};

describe('logShapeAt()', () => {
  const at = (prior: typeof DEFAULT_CURVE_PRIOR, memoryMb: number) =>
    Math.exp(logShapeAt(durationShapes(prior, SHARP_KNEE), 0, { memoryMb, burstCpuMs: 1000 }));
  const serialOnly = {
    ...DEFAULT_CURVE_PRIOR,
    fixed: NOTHING,
    parallel: NOTHING,
    pressure: NOTHING,
    burstShare: 0,
  };

  it('halves a serial function per doubling below the knee, and is flat above', () => {
    expect(at(serialOnly, 256) / at(serialOnly, 512)).toBeCloseTo(2, 9);
    expect(at(serialOnly, 1769) / at(serialOnly, 10_240)).toBeCloseTo(1, 9);
  });

  it('adds memory pressure as the square of 128 MB over the size', () => {
    const pressed = { ...serialOnly, pressure: { share: 1, logMean: 0, logSd: 0 } };

    // At 512 MB both parts are 1; at 128 MB they are 4 and 16.
    expect(at(pressed, 512)).toBeCloseTo(2, 9);
    expect(at(pressed, 128)).toBeCloseTo(20, 9);
  });
});

describe('durationShapes()', () => {
  it('follows the shares of the prior', () => {
    const { fixed, parallel, burst, count } = durationShapes(
      DEFAULT_CURVE_PRIOR,
      DEFAULT_CURVE_PRIOR.knee.x86_64,
    );
    const shareOf = (values: Float64Array) => values.filter((value) => value > 0).length / count;

    expect(shareOf(fixed)).toBeCloseTo(DEFAULT_CURVE_PRIOR.fixed.share, 2);
    expect(shareOf(parallel)).toBeCloseTo(DEFAULT_CURVE_PRIOR.parallel.share, 2);
    expect(shareOf(burst)).toBeCloseTo(DEFAULT_CURVE_PRIOR.burstShare, 2);
  });
});
