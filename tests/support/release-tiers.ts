import type { ReleaseSide } from '../../shared/core/measurement/release-clone.ts';
import type { Tier, TierOutcome } from '../../shared/core/measurement/tier.ts';
import { powerValue } from '../../shared/core/power-value.ts';

const WARM_SAMPLE_COUNT = 6;

/** Returns a clone of a release at 512 MB, with one cold sample and six warm ones. */
export function aReleaseClone(
  side: ReleaseSide,
  { block = 1, index = 0, durationMs = 100, outcome = { kind: 'measured' } as TierOutcome } = {},
): Tier {
  return {
    powerValue: powerValue(512),
    release: { side, block, index },
    outcome,
    samples: Array.from({ length: WARM_SAMPLE_COUNT + 1 }, (_, count) => ({
      durationMs: durationMs + count / 10,
      billedDurationMs: Math.ceil(durationMs + count / 10),
      maxMemoryUsedMb: 90,
      isCold: count === 0,
      lane: 0,
      ...(count === 0 && { initDurationMs: 200 }),
    })),
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
}

/** Returns a block of four clones of each release; the first clone has the given duration. */
export function aBlock(oldMs: number, newMs: number, stepPercent = 0.5): readonly Tier[] {
  return [0, 1, 2, 3].flatMap((index) => {
    const factor = 1 + (stepPercent * index) / 100;
    return [
      aReleaseClone('old', { index, durationMs: factor * oldMs }),
      aReleaseClone('new', { index, durationMs: factor * newMs }),
    ];
  });
}
