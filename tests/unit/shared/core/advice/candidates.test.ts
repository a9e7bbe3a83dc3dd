import { describe, expect, it } from '@jest/globals';
import { candidatesMb } from '../../../../../shared/core/advice/candidates.ts';
import {
  decideTuning,
  type PickedDecision,
} from '../../../../../shared/core/planner/tuning-decision.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

function decision(): PickedDecision {
  const tiers = [aTier(512, [104, 104]), aTier(1024, [100, 100]), aTier(2048, [98, 98])];
  const decided = decideTuning(aState({ objective: { kind: 'speed' }, tiers }));
  if (decided.kind !== 'picked') throw new RangeError(decided.reason);
  return decided;
}

describe('candidatesMb()', () => {
  it("returns the pick and the sizes whose expected regret is close to the pick's", () => {
    const regrets = new Map([
      [512, 0.08],
      [1024, 0.02],
      [2048, 0.06],
    ]);
    const decided = decision();

    const candidates = candidatesMb({
      ...decided,
      pick: powerValue(1024),
      expectedRegret: 0.02,
      tiers: decided.tiers.map((tier) => ({
        ...tier,
        expectedRegret: regrets.get(tier.powerValue) ?? 1,
      })),
    });

    expect(candidates).toEqual([1024, 2048]);
  });

  it('leaves out sizes that the constraints exclude', () => {
    const decided = decision();
    const [first, ...others] = decided.tiers;
    const { claims: _claims, ...excluded } = first ?? decided.tiers[0] ?? {};

    const candidates = candidatesMb({
      ...decided,
      pick: powerValue(2048),
      expectedRegret: 1,
      tiers: [excluded as (typeof others)[number], ...others],
    });

    expect(candidates).toEqual([1024, 2048]);
  });

  it('returns none if the pick has no warm sample', () => {
    const decided = decision();
    const tiers = decided.tiers.map((tier) => ({ ...tier, warmCount: 0 }));

    expect(candidatesMb({ ...decided, tiers })).toEqual([]);
  });
});
