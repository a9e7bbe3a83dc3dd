import { describe, expect, it } from '@jest/globals';
import { sampleStatistics } from '../../../../../shared/core/measurement/sample-statistics.ts';
import { drawSizes } from '../../../../../shared/core/posterior/size-draws.ts';
import { tierEvidence } from '../../../../../shared/core/posterior/tier-evidence.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

const OPTIONS = { drawCount: 4_000, seed: 3 };

function evidenceOf(durationsMs: Readonly<Record<number, readonly number[]>>) {
  return tierEvidence(
    Object.entries(durationsMs).map(([memoryMb, own]) =>
      aTier(Number(memoryMb), [], { samples: own.map((durationMs) => aSample({ durationMs })) }),
    ),
  );
}

/** Returns the median duration and the width of the 90 % interval of ln(duration). */
function drawnAt(durationsMs: Readonly<Record<number, readonly number[]>>, column: number) {
  const sizesMb = Float64Array.from(Object.keys(durationsMs), Number);
  const { logDurationsMs } = drawSizes(evidenceOf(durationsMs), sizesMb, OPTIONS);
  const sorted = logDurationsMs.column(column).toSorted();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: Math.exp(at(0.5)), width: at(0.95) - at(0.05) };
}

const STEADY = [500, 510, 490, 505, 495];

describe('drawSizes()', () => {
  it('judges a size by its own samples only, not by its neighbours', () => {
    const alone = drawnAt({ 512: STEADY }, 0);
    const between = drawnAt({ 256: [4_000, 4_100], 512: STEADY, 1024: [10, 11] }, 1);

    expect(alone.median).toBeCloseTo(500, -1);
    expect(between.median).toBeCloseTo(500, -1);
  });

  it('is more certain with more samples, by the root of their number, and with steadier ones', () => {
    const often = [...STEADY, ...STEADY, ...STEADY, ...STEADY];
    const sizes = { 512: STEADY, 1024: often };
    const unsteady = drawnAt({ 512: [300, 800, 450, 600, 350] }, 0);

    expect(drawnAt(sizes, 1).width / drawnAt(sizes, 0).width).toBeCloseTo(1 / 2, 1);
    expect(unsteady.width).toBeGreaterThan(2 * drawnAt({ 512: STEADY }, 0).width);
  });

  it('estimates the spread between samples', () => {
    const spread = [400, 500, 625, 400, 625, 500, 400, 625];
    const { noiseSds } = drawSizes(evidenceOf({ 512: spread }), Float64Array.of(512), OPTIONS);

    expect(sampleStatistics([...noiseSds]).median).toBeGreaterThan(0.12);
    expect(sampleStatistics([...noiseSds]).median).toBeLessThan(0.3);
  });

  it('draws the same for the same seed', () => {
    const draw = (seed: number) =>
      drawSizes(evidenceOf({ 512: STEADY }), Float64Array.of(512), { drawCount: 8, seed });

    expect(draw(1).logDurationsMs.values).toEqual(draw(1).logDurationsMs.values);
    expect(draw(1).logDurationsMs.values).not.toEqual(draw(2).logDurationsMs.values);
  });
});
