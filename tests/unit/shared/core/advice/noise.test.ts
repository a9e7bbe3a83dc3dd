import { describe, expect, it } from '@jest/globals';
import { credibilityFor, measurementNoise } from '../../../../../shared/core/advice/noise.ts';
import { noiseText } from '../../../../../shared/core/advice/noise-text.ts';
import type { ProductionPicture } from '../../../../../shared/core/production/production-picture.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

const UNKNOWN: ProductionPicture = { kind: 'noTraffic', dayCount: 14 };
const WILD = [50, 100, 200];

describe('measurementNoise()', () => {
  it('finds nothing in steady durations that fall with memory', () => {
    const tiers = [aTier(128, [400, 404, 396]), aTier(512, [100, 101, 99])];

    expect(measurementNoise(tiers, UNKNOWN)).toEqual([]);
  });

  it('finds a larger size that was clearly slower', () => {
    const tiers = [aTier(512, [100, 101, 99]), aTier(1024, [150, 151, 149])];

    const [noise] = measurementNoise(tiers, UNKNOWN);

    expect(noise).toMatchObject({ kind: 'slowerWithMemory', smallerMb: 512, largerMb: 1024 });
    expect(noise && noiseText(noise)).toContain('1024 MB was 50 % slower than 512 MB');
  });

  it('finds it from a single sample if that is far slower', () => {
    const smaller = aTier(512, [100, 101, 99]);

    expect(measurementNoise([smaller, aTier(1024, [500])], UNKNOWN)).toMatchObject([
      { kind: 'slowerWithMemory', largerMb: 1024 },
    ]);
    // A spread of 14.4 % is assumed if a size has too few samples to show one.
    expect(measurementNoise([aTier(512, [100]), aTier(1024, [150])], UNKNOWN)).toEqual([]);
  });

  it('ignores a small rise, and one within the spread', () => {
    expect(
      measurementNoise([aTier(512, [100, 101, 99]), aTier(1024, [105, 106, 104])], UNKNOWN),
    ).toEqual([]);
    expect(
      measurementNoise([aTier(512, [80, 100, 125]), aTier(1024, [95, 115, 140])], UNKNOWN),
    ).toEqual([]);
  });

  it('finds a large spread, unless production varies as much', () => {
    const tiers = [aTier(512, WILD)];
    const durationMs = { average: 100, p50: 100, p90: 240, p95: 300, p99: 500 };

    // The standard deviation of ln 50, ln 100 and ln 200 is ln 2.
    expect(measurementNoise(tiers, UNKNOWN)).toEqual([
      { kind: 'spread', percent: expect.closeTo(69.3, 1) },
    ]);
    // ln 2.4 / 1.2816 = 0.683 in production.
    expect(
      measurementNoise(tiers, {
        kind: 'seen',
        dayCount: 14,
        invocationCount: 1_000,
        errorCount: 0,
        throttleCount: 0,
        durationMs,
      }),
    ).toEqual([]);
  });

  it('judges each payload class separately', () => {
    const samples = [100, 101, 99, 10, 10.1, 9.9].map((durationMs, index) =>
      aSample({ durationMs, payloadClass: index < 3 ? 0 : 1 }),
    );

    expect(measurementNoise([aTier(512, [], { samples })], UNKNOWN)).toEqual([]);
  });
});

describe('credibilityFor()', () => {
  it('falls once for each kind of noise, however often that kind is found', () => {
    const spread = { kind: 'spread', percent: 50 } as const;
    const few = { kind: 'fewSamples', memoryMb: 512, sampleCount: 2 } as const;

    expect(credibilityFor([])).toBe(1);
    expect(credibilityFor([spread, spread])).toBeCloseTo(0.8, 9);
    expect(credibilityFor([spread, few])).toBeCloseTo(0.64, 9);
  });
});
