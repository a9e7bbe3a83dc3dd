import { describe, expect, it } from '@jest/globals';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { nextOnOther } from '../../../../../shared/core/planner/architecture-plan.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { stateOn } from '../../../../support/architecture-states.ts';
import { measuredTier } from '../../../../support/measured-tiers.ts';

const around = (ms: number) => [0.98, 1, 1.02].map((factor) => factor * ms);

const OWN_TIERS = [
  measuredTier(256, around(420)),
  measuredTier(1024, around(104)),
  measuredTier(1769, around(61)),
];

const OWN = stateOn('x86_64', { tiers: OWN_TIERS });

function next(tiers: readonly Tier[], changes: Partial<TuningState> = {}) {
  const other = stateOn('arm64', { tiers, earlierTiers: OWN_TIERS, ...changes });
  return nextOnOther(OWN, other);
}

describe('nextOnOther()', () => {
  it("begins with one of the own architecture's sizes, in four invocations", () => {
    const { measurements, reason } = next([]);

    expect(measurements).toEqual([
      expect.objectContaining({ warmSampleCount: 3, laneCount: 1, newLaneCount: 1 }),
    ]);
    expect(OWN_TIERS.map(({ powerValue }) => powerValue)).toContain(measurements[0]?.powerValue);
    expect(reason).toMatch(/^\d+ MB is the most likely size on arm64$/);
  });

  it('stops if the other one is no better at its best size', () => {
    const slow = measuredTier(1024, around(250));

    expect(next([slow], { roundsDone: 1 })).toEqual({
      measurements: [],
      reason: 'arm64 is no better',
    });
  });

  it('stops after two rounds', () => {
    const fast = measuredTier(1024, around(80));

    expect(next([fast], { roundsDone: 2 }).measurements).toEqual([]);
  });

  it('stays within what is left of a budget', () => {
    const { measurements } = next([], { budget: { invocationsMax: 3 } });

    expect(measurements).toEqual([expect.objectContaining({ warmSampleCount: 2 })]);
    expect(next([], { budget: { invocationsMax: 1 } })).toEqual({
      measurements: [],
      reason: 'The budget is spent',
    });
    expect(next([], { budget: { usdMax: 0 } }).measurements).toEqual([]);
  });

  it('measures nothing if the own architecture has no sample', () => {
    const step = nextOnOther(stateOn('x86_64', {}), stateOn('arm64', {}));

    expect(step.measurements).toEqual([]);
  });
});
