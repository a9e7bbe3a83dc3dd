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
  it('takes a cold invocation as one run, start included, with the bill that Lambda states', () => {
    const { samples } = read([COLD, RESTORED]);

    expect(
      samples.map(({ durationMs, billedDurationMs }) => [durationMs, billedDurationMs]),
    ).toEqual([
      [250, 250],
      [350, 170],
    ]);
  });

  it('gives each an environment of its own', () => {
    expect(read([COLD, COLD, COLD]).samples.map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });

  it('counts no warm answer, but what it cost', () => {
    const measured = [aTier(512, [], { samples: [COLD, WARM], errorCount: 1 })];

    const read = coldRuns(measured, 1);

    expect(read[0]?.samples).toHaveLength(1);
    expect(invocationCount(read)).toBe(invocationCount(measured));
    expect(billedSeconds(read)).toBe(billedSeconds(measured));
  });

  it('counts nothing of a size that lacks a class of payloads', () => {
    const ofClass = (payloadClass: number) => ({ ...COLD, payloadClass });

    expect(read([ofClass(0), ofClass(0)], 2)).toMatchObject({ samples: [], errorCount: 2 });
    expect(read([ofClass(0), ofClass(1)], 2).samples).toHaveLength(2);
  });
});
