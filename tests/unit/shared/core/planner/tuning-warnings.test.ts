import { describe, expect, it } from '@jest/globals';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import { decideTuning } from '../../../../../shared/core/planner/tuning-decision.ts';
import type { TuningState } from '../../../../../shared/core/planner/tuning-state.ts';
import { aState, aTier } from '../../../../support/tuning-worlds.ts';

function kindsFor(tiers: readonly Tier[]): readonly string[] {
  const decision = decideTuning(aState({ tiers }));
  return decision.kind === 'picked' ? decision.warnings.map((warning) => warning.kind) : [];
}

describe('tuningWarnings()', () => {
  it('does not warn about a long, steady function', () => {
    expect(kindsFor([aTier(128, [8000, 8050]), aTier(512, [2000, 2010])])).toEqual([]);
  });

  it('warns of bursts stepped by the quota if CPU time is under 100 ms', () => {
    const short = [aTier(128, [223, 221]), aTier(512, [41, 42])];

    expect(kindsFor(short)).toContain('quantisedBursts');
  });

  it('does not warn of bursts if the function mostly waits', () => {
    expect(kindsFor([aTier(128, [40, 41]), aTier(512, [39, 40])])).not.toContain('quantisedBursts');
  });

  it('warns if the request fee is most of the cost', () => {
    expect(kindsFor([aTier(128, [3, 3]), aTier(512, [2, 2])])).toContain('requestFeeDominates');
  });

  it('warns of drift, and of a heavy tail', () => {
    expect(kindsFor([aTier(512, [900, 880, 860, 500, 490, 480])])).toContain('drift');
    expect(kindsFor([aTier(512, [900, 880, 2900, 910, 890, 905])])).toContain('heavyTail');
  });

  it('warns of an unknown tail with a limit, unless production or twelve samples show it', () => {
    const objective = { kind: 'limit', durationMsMax: 1000, percentile: 95 } as const;
    const few = [aTier(512, [500, 505, 510])];
    const many = [
      aTier(
        512,
        Array.from({ length: 12 }, (_, index) => 500 + index),
      ),
    ];
    const decided = (changes: Partial<TuningState>) => {
      const decision = decideTuning(aState({ objective, ...changes }));
      if (decision.kind !== 'picked') {
        throw new Error('A size must be picked');
      }
      return { ...decision, kinds: decision.warnings.map(({ kind }) => kind) };
    };
    const productionDurationMs = { p50: 500, p95: 600 };

    expect(decided({ tiers: few }).kinds).toContain('tailUnknown');
    expect(decided({ tiers: many }).kinds).not.toContain('tailUnknown');
    expect(decided({ tiers: few, productionDurationMs }).kinds).not.toContain('tailUnknown');
    expect(decided({ tiers: few, objective: { kind: 'cost' } }).kinds).not.toContain('tailUnknown');
    expect(decided({ tiers: few }).probabilityPromiseKept).toBe(0.5);
    expect(decided({ tiers: few, productionDurationMs }).probabilityPromiseKept).toBeGreaterThan(
      0.9,
    );
  });
});
