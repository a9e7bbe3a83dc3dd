import { coldSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import type { PowerValue } from '../power-value.ts';
import { isOpenSize } from './exhaustive-plan.ts';
import type { Measurement } from './measurement.ts';

/** How every size is measured. */
interface ColdStartPlan {
  readonly powerValues: readonly PowerValue[];
  /** Cold starts for each size and payload class. */
  readonly sampleCount: number;
  readonly payloadClassCount: number;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
  /** Number of the round to plan. */
  readonly round: number;
}

/** Most invocations that one step starts at the same moment. */
const BURST_SIZE_MAX = 40;

/** Invocations per wanted cold start after which a size that yields too few is given up. */
const ATTEMPT_FACTOR_MAX = 2;

/**
 * Plans the bursts of the next round: each size gets everything that it still lacks at once, sizes
 * with the fewest cold starts first, as far as the concurrency allows. All sizes then have about
 * the same number of cold starts, whenever the run ends.
 *
 * @param tiers The tiers as measured, with the samples of all rounds.
 * @returns An empty list when every size has all its cold starts, or will not get them.
 */
export function nextColdStarts(
  plan: ColdStartPlan,
  tiers: readonly Tier[],
): readonly Measurement[] {
  const wanted = wantedSizes(plan, tiers).toSorted(
    (a, b) => a.coldCount - b.coldCount || a.powerValue - b.powerValue,
  );
  const measurements: Measurement[] = [];
  let left = plan.concurrencyMax;
  for (const { powerValue, missing, firstClass } of wanted) {
    const laneCount = Math.min(missing, left, BURST_SIZE_MAX);
    if (laneCount === 0) break;
    left -= laneCount;
    measurements.push({
      powerValue,
      coldBurst: { round: plan.round, firstClass },
      warmSampleCount: 0,
      laneCount,
      newLaneCount: laneCount,
    });
  }
  return measurements.toSorted((a, b) => a.powerValue - b.powerValue);
}

/** Counts the sizes that lack cold starts and may still yield them. */
export function openColdSizeCount(plan: ColdStartPlan, tiers: readonly Tier[]): number {
  return wantedSizes(plan, tiers).length;
}

interface WantedSize {
  readonly powerValue: PowerValue;
  readonly coldCount: number;
  readonly missing: number;
  /** The payload class that lacks the most cold starts. */
  readonly firstClass: number;
}

function wantedSizes(plan: ColdStartPlan, tiers: readonly Tier[]): readonly WantedSize[] {
  const { sampleCount, payloadClassCount } = plan;
  const isOpen = isOpenSize(tiers);
  return plan.powerValues.flatMap((powerValue) => {
    const tier = tiers.find((one) => one.powerValue === powerValue);
    const { samples = [], errorCount = 0, outcome } = tier ?? {};
    const cold = coldSamples(samples);
    const missing = Array.from({ length: payloadClassCount }, (_, own) =>
      Math.max(0, sampleCount - cold.filter(({ payloadClass = 0 }) => payloadClass === own).length),
    );
    const missingCount = missing.reduce((sum, count) => sum + count, 0);
    const attemptCountMax = ATTEMPT_FACTOR_MAX * sampleCount * payloadClassCount;
    const mayGoOn =
      outcome === undefined
        ? isOpen(powerValue)
        : outcome.kind === 'measured' &&
          outcome.isCutShort !== true &&
          samples.length + errorCount < attemptCountMax;
    return missingCount > 0 && mayGoOn
      ? [
          {
            powerValue,
            coldCount: cold.length,
            missing: missingCount,
            firstClass: missing.indexOf(Math.max(...missing)),
          },
        ]
      : [];
  });
}
