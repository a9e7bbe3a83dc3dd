import { describe, expect, it } from '@jest/globals';
import { tierEvidence } from '../../../../../shared/core/posterior/tier-evidence.ts';
import { anOutOfMemoryTier, aSample, aTier } from '../../../../support/tuning-worlds.ts';

describe('tierEvidence()', () => {
  it('returns feasible tiers with samples, ascending by memory', () => {
    const failed = aTier(1024, [], { samples: [] });

    const evidence = tierEvidence([
      aTier(512, [90]),
      anOutOfMemoryTier(128),
      failed,
      aTier(256, [180]),
    ]);

    expect(evidence.map((tier) => tier.memoryMb)).toEqual([256, 512]);
  });

  it('never counts cold samples as warm', () => {
    const [tier] = tierEvidence([aTier(512, [100, 100, 100])]);

    expect(tier?.warmCount).toBe(3);
    expect(tier?.effectiveCount).toBeLessThan(3.1);
    expect(Math.exp(tier?.logDurationMs ?? 0)).toBeCloseTo(100, 0);
  });

  it('estimates a tier with only cold samples from the cold offset of the others', () => {
    const cold = aSample({ durationMs: 100, initDurationMs: 200, isCold: true });

    const evidence = tierEvidence([aTier(256, [200, 200]), aTier(512, [], { samples: [cold] })]);

    // The cold sample of the other tier took twice as long as its warm ones.
    expect(Math.exp(evidence[1]?.logDurationMs ?? 0)).toBeCloseTo(50, 6);
    expect(evidence[1]?.ownSd).toBe(0.6);
  });
});
