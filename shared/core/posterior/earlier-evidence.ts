import type { Tier } from '../measurement/tier.ts';
import { type TierEvidence, tierEvidence } from './tier-evidence.ts';

/**
 * How far the curve of a function moves between two runs, as standard deviations of ln(duration):
 * all sizes together, and each size separately. Of 16 functions that were measured a month apart,
 * one became four times as fast and the others moved by 0.11 at most; single sizes moved by 0.05 in
 * the median and by 0.08 as root mean square. The values were chosen among similar ones by replay
 * (docs/planner.md).
 */
const SHIFT_SD = 0.3;
const DRIFT_SD = 0.06;

/**
 * If the ratio between two sizes moved by more standard deviations than this, the earlier run no
 * longer describes the function.
 */
const DISAGREEMENT_SD_MAX = 2;

/** Assumed standard deviation of one sample's ln(duration), for comparing the two runs. */
const NOISE_SD = 0.1;

/**
 * Returns the evidence of an earlier run of the same function. It is dropped if the sizes that both
 * runs measured have moved relative to each other: the release then changed how the function
 * depends on memory.
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

/** Whether the evidence comes from an earlier run. */
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
