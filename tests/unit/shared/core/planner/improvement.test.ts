import { describe, expect, it } from '@jest/globals';
import { type Improvement, isWorthwhile } from '../../../../../shared/core/planner/improvement.ts';
import { decideTuning } from '../../../../../shared/core/planner/tuning-decision.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { anOutOfMemoryTier, aState, aTier } from '../../../../support/tuning-worlds.ts';

const WAITING = [aTier(128, [201, 200]), aTier(512, [200, 201]), aTier(1024, [199, 200])];

function improvementAt(sizeMb: number, changes: Partial<TuningState>): Improvement | undefined {
  const decision = decideTuning(aState(changes));
  return decision.kind === 'picked'
    ? decision.tiers.find((tier) => tier.powerValue === sizeMb)?.improvement
    : undefined;
}

describe('the improvement on the present size', () => {
  it('is that of the score: an eighth of the memory at the same speed saves five sixths', () => {
    const improvement = improvementAt(128, {
      tiers: WAITING,
      powerValueBefore: powerValue(1024),
    });

    // The request fee is not saved: 3.54e-6 USD before, 0.62e-6 USD after.
    expect(improvement?.percent.median).toBeGreaterThan(78);
    expect(improvement?.percent.median).toBeLessThan(86);
    expect(improvement?.probability).toBe(1);
    expect(improvement?.durationRatio.median).toBeCloseTo(1, 1);
  });

  it('is zero for the size itself', () => {
    const improvement = improvementAt(512, { tiers: WAITING, powerValueBefore: powerValue(512) });

    expect(improvement).toMatchObject({ percent: { median: 0, low: 0, high: 0 }, probability: 0 });
  });

  it('is uncertain if two sizes have similar measurements', () => {
    const tiers = [aTier(1024, [400, 430, 390]), aTier(1152, [360, 345, 380])];
    const improvement = improvementAt(1152, { tiers, powerValueBefore: powerValue(1024) });

    expect(improvement?.probability).toBeGreaterThan(0.1);
    expect(improvement?.probability).toBeLessThan(0.9);
    expect(improvement?.percent.low).toBeLessThan(0);
  });

  it('compares with a size that was neither measured nor allowed', () => {
    const improvement = improvementAt(128, {
      tiers: WAITING,
      sizes: { kind: 'list', powerValues: [powerValue(128), powerValue(512)] },
      powerValueBefore: powerValue(2048),
    });

    expect(improvement?.percent.median).toBeGreaterThan(80);
    expect(improvement?.isPresentAllowed).toBe(false);
  });

  it('is undefined if the present size does not work, or is not known', () => {
    const tiers = [anOutOfMemoryTier(256), aTier(512, [200, 201])];

    expect(improvementAt(512, { tiers, powerValueBefore: powerValue(128) })).toBeUndefined();
    expect(improvementAt(512, { tiers })).toBeUndefined();
  });
});

describe('isWorthwhile()', () => {
  const certain = { median: 5, low: 3, high: 7 };
  const durationRatio = { median: 1, low: 1, high: 1 };

  it.each([
    { probability: 0.99, percentMin: 1, isPresentAllowed: true, expected: true },
    { probability: 0.99, percentMin: 5.1, isPresentAllowed: true, expected: false },
    { probability: 0.79, percentMin: 0, isPresentAllowed: true, expected: false },
    { probability: 0.3, percentMin: 5.1, isPresentAllowed: false, expected: true },
  ])('is $expected at $percentMin % and a probability of $probability', (each) => {
    const { probability, isPresentAllowed } = each;
    const improvement = { percent: certain, probability, durationRatio, isPresentAllowed };

    expect(isWorthwhile(improvement, each.percentMin)).toBe(each.expected);
  });
});
