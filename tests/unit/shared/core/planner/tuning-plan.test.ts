import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { nextMeasurements } from '../../../../../shared/core/planner/tuning-plan.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aSample, aState, aTier } from '../../../../support/tuning-worlds.ts';

describe('nextMeasurements()', () => {
  it('starts with the present size and one at a distance, one environment each', () => {
    const step = nextMeasurements(aState({ powerValueBefore: powerValue(1024) }));

    expect(step.kind === 'measure' && step.measurements).toEqual([
      { powerValue: 1024, warmSampleCount: 1, laneCount: 1, newLaneCount: 1 },
      { powerValue: 256, warmSampleCount: 1, laneCount: 1, newLaneCount: 1 },
    ]);
  });

  it('starts with the smallest size if the present one is not known', () => {
    const step = nextMeasurements(aState());

    expect(step.kind === 'measure' && step.measurements.map((own) => own.powerValue)).toEqual([
      128, 512,
    ]);
  });

  describe('with an earlier run of the function', () => {
    const CPU_BOUND = [256, 512, 1024, 1769].map((mb) => aTier(mb, [400_000 / mb, 401_000 / mb]));
    const firstMeasurements = (changes: Parameters<typeof aState>[0]) => {
      const step = nextMeasurements(aState({ earlierTiers: CPU_BOUND, ...changes }));
      return step.kind === 'measure' ? step.measurements : [];
    };

    it("starts with the present size and the earlier run's best one, which it confirms at once", () => {
      const [present, best, ...others] = firstMeasurements({
        objective: { kind: 'speed' },
        powerValueBefore: powerValue(256),
      });

      expect(present).toMatchObject({ powerValue: 256, warmSampleCount: 1 });
      expect(best).toMatchObject({ powerValue: 1769, warmSampleCount: 3 });
      expect(others).toEqual([]);
    });

    it('measures another size beside the present one if the present one is the best', () => {
      const sizes = firstMeasurements({
        objective: { kind: 'speed' },
        powerValueBefore: powerValue(1769),
      });

      expect(sizes).toMatchObject([
        { powerValue: 1769, warmSampleCount: 3 },
        { warmSampleCount: 1 },
      ]);
    });

    it('starts as usual if the sizes of the earlier run may not be measured', () => {
      const sizes = firstMeasurements({ sizes: { kind: 'list', powerValues: [powerValue(3008)] } });

      expect(sizes).toMatchObject([{ powerValue: 3008, warmSampleCount: 1 }]);
    });

    it('tries larger sizes, as usual, if the first ones ran out of memory', () => {
      const tiers = [anOutOfMemoryTier(256), anOutOfMemoryTier(1024)];

      expect(nextMeasurements(aState({ earlierTiers: CPU_BOUND, tiers }))).toEqual(
        nextMeasurements(aState({ tiers })),
      );
    });
  });

  it('measures several sizes side by side once something is known', () => {
    const tiers = [aTier(256, [4000]), aTier(1024, [1000])];

    const step = nextMeasurements(aState({ tiers, roundsDone: 1 }));

    expect(step.kind === 'measure' && step.measurements.length).toBeGreaterThan(1);
  });

  it('leaves out 128 MB if that takes half a minute and cannot be the pick', () => {
    const tiers = [aTier(256, [15_000]), aTier(1024, [3000])];
    const waiting = [aTier(256, [15_000]), aTier(1024, [14_800])];
    const sizesOf = (own: readonly Tier[]) => {
      const step = nextMeasurements(aState({ tiers: own, roundsDone: 1 }));
      return step.kind === 'measure' ? step.measurements.map(({ powerValue: size }) => size) : [];
    };

    expect(sizesOf(tiers).length).toBeGreaterThan(0);
    expect(sizesOf(tiers)).not.toContain(128);
    expect(sizesOf(waiting)).toContain(128);
  });

  it('confirms its pick with three warm samples in the third round, and stops after it', () => {
    const tiers = [aTier(256, [4000]), aTier(1024, [1000])];

    const third = nextMeasurements(aState({ tiers, roundsDone: 2 }));
    const fourth = nextMeasurements(aState({ tiers, roundsDone: 3 }));

    const warmAfter = (third.kind === 'measure' ? third.measurements : []).map(
      ({ powerValue: size, warmSampleCount }) =>
        warmSampleCount + (tiers.some((tier) => tier.powerValue === size) ? 1 : 0),
    );
    expect(Math.max(...warmAfter)).toBeGreaterThanOrEqual(3);
    expect(fourth.kind === 'complete' && fourth.decision.kind).toBe('picked');
  });

  it('continues with larger sizes if the smallest ones ran out of memory', () => {
    const step = nextMeasurements(aState({ tiers: [anOutOfMemoryTier(512)] }));

    const sizes = step.kind === 'measure' ? step.measurements.map((own) => own.powerValue) : [];
    expect(sizes[0]).toBeGreaterThan(512);
    expect(sizes).toHaveLength(2);
  });

  it('decides for none if no size is open', () => {
    const sizes = { kind: 'list', powerValues: [powerValue(256)] } as const;

    const step = nextMeasurements(aState({ sizes, tiers: [anOutOfMemoryTier(256)] }));

    expect(step.kind === 'complete' && step.decision.kind).toBe('none');
  });

  it('ends at once if the present size and others fail with an error of the function', () => {
    const failed = (memoryMb: number) =>
      aTier(memoryMb, [], {
        samples: [],
        errorCount: 2,
        outcome: { kind: 'failed', errorName: 'TypeError', message: 'no table' },
      });
    const tiers = [failed(256), failed(1024)];

    const step = nextMeasurements(aState({ tiers, powerValueBefore: powerValue(1024) }));
    const unknown = nextMeasurements(aState({ tiers }));

    expect(step).toMatchObject({
      kind: 'complete',
      reason: 'The function fails at its present size of 1024 MB too: TypeError: no table',
      decision: { kind: 'none' },
    });
    expect(unknown.kind).toBe('measure');
  });

  it('does not blame the function for a failure of the tuner', () => {
    const outcome = {
      kind: 'failed',
      errorName: 'ThrottledError',
      message: 'Rate exceeded',
      category: 'throttled',
    } as const;
    const tiers = [aTier(1024, [], { samples: [], errorCount: 2, outcome })];

    expect(nextMeasurements(aState({ tiers, powerValueBefore: powerValue(1024) }))).toMatchObject({
      reason:
        'The function could not be measured at its present size of 1024 MB either: ThrottledError: Rate exceeded',
    });
  });

  it('continues in warm environments without a new cold start', () => {
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

  it('stops at once if the smallest size is certain for an I/O-bound function', () => {
    const tiers = [aTier(128, [5000, 5010, 4990]), aTier(512, [5000, 5020])];

    const step = nextMeasurements(aState({ tiers }));

    const decision = step.kind === 'complete' ? step.decision : undefined;
    expect(decision?.kind === 'picked' && decision.pick).toBe(128);
    expect(decision?.kind === 'picked' && decision.probabilityRegretUnder5Percent).toBeGreaterThan(
      0.8,
    );
  });

  it('plans a step for 40 tiers and 500 samples with little work, in under 128 MB', () => {
    // In a separate process, because the test runner's module context slows arithmetic down.
    const script = join(import.meta.dirname, '../../../../bench/tuner/step-time.ts');
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });

    // Processor time in units of 2 million exponentials: 14 of them take 200 ms of a core.
    const { multiple, rssMb } = JSON.parse(stdout);
    expect(multiple).toBeLessThan(14);
    expect(rssMb).toBeLessThan(128);
  });
});
