import { coldSamples } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import type { PowerValue } from '../power-value.ts';
import { isOpenSize } from './exhaustive-plan.ts';
import type { Measurement } from './measurement.ts';

/** What every size is measured with. */
interface ColdStartPlan {
  readonly powerValues: readonly PowerValue[];
  /** Cold starts of each size, for each class of payloads. */
  readonly sampleCount: number;
  readonly payloadClassCount: number;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
  /** The coming round. */
  readonly round: number;
}

/** Invocations that one step starts at the same moment, at the most. */
const BURST_SIZE_MAX = 40;

/** Invocations for each cold start wanted, before a size that brings too few is given up. */
const ATTEMPT_FACTOR_MAX = 2;

/**
 * The bursts of the coming round: each size gets what it still lacks at once, those with the fewest
 * cold starts first, as far as the concurrency goes. So all sizes have as many, whenever it ends.
 *
 * @param tiers As they were measured, with the samples of all rounds.
 * @returns An empty list when every size has what it should, or will not get it.
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

/** Sizes that lack cold starts, and may still bring them. */
export function openColdSizeCount(plan: ColdStartPlan, tiers: readonly Tier[]): number {
  return wantedSizes(plan, tiers).length;
}

interface WantedSize {
  readonly powerValue: PowerValue;
  readonly coldCount: number;
  readonly missing: number;
  /** The class of payloads that lacks most. */
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
