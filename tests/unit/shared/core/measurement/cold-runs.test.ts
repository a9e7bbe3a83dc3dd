import { describe, expect, it } from '@jest/globals';
import { coldRuns } from '../../../../../shared/core/measurement/cold-runs.ts';
import {
  billedSeconds,
  invocationCount,
} from '../../../../../shared/core/measurement/tier-figures.ts';
import { aSample, aTier } from '../../../../support/tuning-worlds.ts';

const COLD = aSample({ isCold: true, durationMs: 50, initDurationMs: 200 });
const RESTORED = aSample({
  isCold: true,
  durationMs: 50,
  restoreDurationMs: 300,
  billedDurationMs: 170,
});
const WARM = aSample({ durationMs: 40 });

function read(samples: readonly ReturnType<typeof aSample>[], payloadClassCount = 1) {
  const [tier] = coldRuns([aTier(512, [], { samples })], payloadClassCount);
  if (tier === undefined) throw new Error('There must be a tier');
  return tier;
}

describe('coldRuns()', () => {
  it('counts the init as part of a cold invocation, and keeps its billed duration', () => {
    const { samples } = read([COLD, RESTORED]);

    expect(
      samples.map(({ durationMs, billedDurationMs }) => [durationMs, billedDurationMs]),
    ).toEqual([
      [250, 250],
      [350, 170],
    ]);
  });

  it('gives each its own lane', () => {
    expect(read([COLD, COLD, COLD]).samples.map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });

  it('drops warm answers but keeps their cost', () => {
    const measured = [aTier(512, [], { samples: [COLD, WARM], errorCount: 1 })];

    const read = coldRuns(measured, 1);

    expect(read[0]?.samples).toHaveLength(1);
    expect(invocationCount(read)).toBe(invocationCount(measured));
    expect(billedSeconds(read)).toBe(billedSeconds(measured));
  });

  it('drops all samples of a size that lacks a payload class', () => {
    const ofClass = (payloadClass: number) => ({ ...COLD, payloadClass });

    expect(read([ofClass(0), ofClass(0)], 2)).toMatchObject({ samples: [], errorCount: 2 });
    expect(read([ofClass(0), ofClass(1)], 2).samples).toHaveLength(2);
  });
});
