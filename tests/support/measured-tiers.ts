import type { Tier } from '../../shared/core/measurement/tier.ts';
import { type TierFigures, tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';

/** x86_64 in us-east-1, with the free ephemeral storage. */
const COST_BASIS = { price: priceOf('us-east-1', 'x86_64'), ephemeralStorageMb: 512 };

/** Returns a measured tier whose warm samples took these durations, milliseconds. */
export function measuredTier(sizeMb: number, durationsMs: readonly number[]): Tier {
  return {
    powerValue: powerValue(sizeMb),
    outcome: { kind: 'measured' },
    samples: durationsMs.map((durationMs) => ({
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      maxMemoryUsedMb: 100,
      isCold: false,
      lane: 0,
    })),
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
}

/** Returns the figures of the measured tiers. */
export function figuresOf(tiers: readonly Tier[]): readonly TierFigures[] {
  return tiers.flatMap((tier) => tierFigures(tier, COST_BASIS) ?? []);
}
