import { describe, expect, it } from '@jest/globals';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { decideTuning } from '../../../../../shared/core/planner/tuning-decision.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

function kindsFor(tiers: readonly Tier[]): readonly string[] {
  const decision = decideTuning(aState({ tiers }));
  return decision.kind === 'picked' ? decision.warnings.map((warning) => warning.kind) : [];
}

describe('tuningWarnings()', () => {
  it('says nothing of a long, steady function', () => {
    expect(kindsFor([aTier(128, [8000, 8050]), aTier(512, [2000, 2010])])).toEqual([]);
  });

  it('warns of bursts stepped by the quota where CPU time is under 100 ms', () => {
    const short = [aTier(128, [223, 221]), aTier(512, [41, 42])];

    expect(kindsFor(short)).toContain('quantisedBursts');
  });

  it('does not warn of bursts where the function waits for others', () => {
    expect(kindsFor([aTier(128, [40, 41]), aTier(512, [39, 40])])).not.toContain('quantisedBursts');
  });

  it('warns where the request fee is most of the bill', () => {
    expect(kindsFor([aTier(128, [3, 3]), aTier(512, [2, 2])])).toContain('requestFeeDominates');
  });

  it('warns of drift, and of a heavy tail', () => {
    expect(kindsFor([aTier(512, [900, 880, 860, 500, 490, 480])])).toContain('drift');
    expect(kindsFor([aTier(512, [900, 880, 2900, 910, 890, 905])])).toContain('heavyTail');
  });
});
