import type { Tier } from '../measurement/tier.ts';
import { type TierEvidence, tierEvidence } from './tier-evidence.ts';

/**
 * How far the curve of a function moves between two runs, standard deviations of ln(duration): all
 * sizes alike, and each by itself. Of 16 functions that were measured a month apart, one became four
 * times as fast and the others moved by 0.11 at most; single sizes moved by 0.05 in the median, 0.08
 * as root mean square. Replay chose among such values (docs/planner.md).
 */
const SHIFT_SD = 0.3;
const DRIFT_SD = 0.06;

/** A ratio between two sizes that moved by more of its standard deviations is another function's. */
const DISAGREEMENT_SD_MAX = 2;

/** What the noise of one sample is taken for, as ln(duration), when the two runs are compared. */
const NOISE_SD = 0.1;

/**
 * What an earlier run of the same function says, next to what this run measured. It is dropped
 * where the sizes that both measured have moved against each other: the release changed what the
 * function is made of.
 *
 * @param own The evidence of this run; empty before its first round.
 */
export function earlierEvidence(
  earlierTiers: readonly Tier[],
  own: readonly TierEvidence[],
): readonly TierEvidence[] {
  const earlier = tierEvidence(earlierTiers);
  return disagree(earlier, own)
    ? []
    : earlier.map((tier) => ({
        ...tier,
        ownSd: Math.hypot(tier.ownSd, DRIFT_SD),
        sharedShiftSd: SHIFT_SD,
      }));
}

/** Whether the evidence is an earlier run's. */
export function isOfEarlierRun({ sharedShiftSd }: TierEvidence): boolean {
  return sharedShiftSd > 0;
}

/** Whether the shift between the runs differs between any two sizes that both measured. */
function disagree(earlier: readonly TierEvidence[], own: readonly TierEvidence[]): boolean {
  const shifts = own.flatMap((tier) => {
    const before = earlier.find(({ memoryMb }) => memoryMb === tier.memoryMb);
    return before === undefined
      ? []
      : [
          {
            value: tier.logDurationMs - before.logDurationMs,
            variance: varianceOf(tier) + varianceOf(before) + DRIFT_SD ** 2,
          },
        ];
  });
  return shifts.some((a, index) =>
    shifts
      .slice(index + 1)
      .some(
        (b) =>
          Math.abs(a.value - b.value) > DISAGREEMENT_SD_MAX * Math.sqrt(a.variance + b.variance),
      ),
  );
}

function varianceOf({ effectiveCount, ownSd }: TierEvidence): number {
  return NOISE_SD ** 2 / effectiveCount + ownSd ** 2;
}
