import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nextMeasurements } from '../../../../../shared/core/planner/tuning-plan.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aSample, aState, aTier } from '../../../../support/tuning-worlds.ts';

describe('nextMeasurements()', () => {
  it('starts with the smallest size and four times it, one environment each', () => {
    const step = nextMeasurements(aState());

    expect(step.kind === 'measure' && step.measurements).toEqual([
      { powerValue: 128, warmSampleCount: 1, laneCount: 1, newLaneCount: 1 },
      { powerValue: 512, warmSampleCount: 2, laneCount: 1, newLaneCount: 1 },
    ]);
  });

  it('starts higher where the smallest sizes ran out of memory', () => {
    const step = nextMeasurements(aState({ tiers: [anOutOfMemoryTier(512)] }));

    const sizes = step.kind === 'measure' ? step.measurements.map((own) => own.powerValue) : [];
    expect(sizes[0]).toBeGreaterThan(512);
    expect(sizes).toHaveLength(2);
  });

  it('says none where no size is open', () => {
    const sizes = { kind: 'list', powerValues: [powerValue(256)] } as const;

    const step = nextMeasurements(aState({ sizes, tiers: [anOutOfMemoryTier(256)] }));

    expect(step.kind === 'complete' && step.decision.kind).toBe('none');
  });

  it('goes on in warm environments without a new cold start', () => {
    const sizes = { kind: 'list', powerValues: [powerValue(512), powerValue(1024)] } as const;
    const cold = aSample({ durationMs: 50_000, initDurationMs: 5000, isCold: true });
    const samplesOf = (durationsMs: readonly number[]) => [
      cold,
      ...durationsMs.map((durationMs) => aSample({ durationMs })),
    ];
    const tiers = [
      aTier(512, [], { samples: samplesOf([1000, 1100, 950]) }),
      aTier(1024, [], { samples: samplesOf([500, 540, 480]) }),
    ];

    const step = nextMeasurements(aState({ sizes, tiers, budget: { invocationsMax: 20 } }));

    expect(step.kind === 'measure' && step.measurements[0]?.newLaneCount).toBe(0);
  });

  it('stops at once where an I/O-bound function makes the smallest size certain', () => {
    const tiers = [aTier(128, [5000, 5010]), aTier(512, [5000, 5020])];

    const step = nextMeasurements(aState({ tiers }));

    const decision = step.kind === 'complete' ? step.decision : undefined;
    expect(decision?.kind === 'picked' && decision.pick).toBe(128);
    expect(decision?.kind === 'picked' && decision.probabilityRegretUnder5Percent).toBeGreaterThan(
      0.8,
    );
  });

  it('plans a step for 40 tiers and 500 samples in under 200 ms and 128 MB', () => {
    // In a process of its own: the test runner's module context slows arithmetic down.
    const script = join(import.meta.dirname, '../../../../bench/tuner/step-time.ts');
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });

    const { stepMs, rssMb } = JSON.parse(stdout);
    expect(stepMs).toBeLessThan(200);
    expect(rssMb).toBeLessThan(128);
  });
});
