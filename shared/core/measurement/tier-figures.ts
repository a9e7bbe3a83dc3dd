import type { PowerValue } from '../power-value.ts';
import { billedCostUsd } from '../pricing/billed-cost.ts';
import type { Price } from '../pricing/price-table.ts';
import { coldSamples, type Sample, warmSamples } from './sample.ts';
import { type SampleStatistics, sampleStatistics } from './sample-statistics.ts';
import type { Tier } from './tier.ts';

/** Summary of a measured tier. */
export interface TierFigures {
  readonly memoryMb: PowerValue;
  /** Duration of warm invocations, milliseconds. */
  readonly durationMs: SampleStatistics;
  /** Billed duration of warm invocations, milliseconds. */
  readonly billedDurationMsMean: number;
  /** Mean cost of a warm invocation, USD, request fee included. */
  readonly costUsdMean: number;
  /**
   * Median time to start an execution environment (init or restore), milliseconds; absent if no
   * start was seen.
   */
  readonly startDurationMsMedian?: number;
  readonly maxMemoryUsedMb: number;
}

/** Everything except its size and duration that the cost of an invocation depends on. */
export interface CostBasis {
  readonly price: Price;
  readonly ephemeralStorageMb: number;
}

/** Summarises a tier; `undefined` if it has no warm sample. */
export function tierFigures(tier: Tier, basis: CostBasis): TierFigures | undefined {
  const warm = warmSamples(tier.samples);
  if (tier.outcome.kind !== 'measured' || warm.length === 0) {
    return undefined;
  }
  const startDurationMsMedian = medianStartMs(tier.samples);
  return {
    memoryMb: tier.powerValue,
    durationMs: sampleStatistics(warm.map((sample) => sample.durationMs)),
    billedDurationMsMean: sampleStatistics(warm.map((sample) => sample.billedDurationMs)).mean,
    costUsdMean: sampleStatistics(
      warm.map((sample) => sampleCostUsd(tier.powerValue, sample, basis)),
    ).mean,
    ...(startDurationMsMedian !== undefined && { startDurationMsMedian }),
    maxMemoryUsedMb: Math.max(...tier.samples.map((sample) => sample.maxMemoryUsedMb)),
  };
}

/**
 * Returns the median time to start an environment (init or restore), milliseconds; `undefined` if
 * no start was seen.
 */
export function medianStartMs(samples: readonly Sample[]): number | undefined {
  const starts = coldSamples(samples).flatMap(startDurationMs);
  return starts.length === 0 ? undefined : sampleStatistics(starts).median;
}

/** Returns the cost of the invocations of all tiers, failed ones included, USD. */
export function tuningCostUsd(tiers: readonly Tier[], basis: CostBasis): number {
  return tiers
    .map((tier) => {
      const samplesUsd = tier.samples
        .map((sample) => sampleCostUsd(tier.powerValue, sample, basis))
        .reduce((sum, usd) => sum + usd, 0);
      const errorsUsd = billedCostUsd(
        {
          memoryMb: tier.powerValue,
          billedDurationMs: tier.errorBilledDurationMs,
          ephemeralStorageMb: basis.ephemeralStorageMb,
        },
        { ...basis.price, usdPerRequest: basis.price.usdPerRequest * tier.errorCount },
      );
      return samplesUsd + errorsUsd;
    })
    .reduce((sum, usd) => sum + usd, 0);
}

/** Counts the invocations that were made, failed ones included. */
export function invocationCount(tiers: readonly Tier[]): number {
  return tiers.reduce((sum, tier) => sum + tier.samples.length + tier.errorCount, 0);
}

/** Returns the billed duration of all invocations added up, failed ones included, seconds. */
export function billedSeconds(tiers: readonly Tier[]): number {
  const billedMs = tiers.map(
    ({ samples, errorBilledDurationMs }) =>
      samples.reduce((sum, { billedDurationMs }) => sum + billedDurationMs, 0) +
      errorBilledDurationMs,
  );
  return billedMs.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** Returns what one invocation was billed, request fee included, USD. */
export function sampleCostUsd(
  memoryMb: PowerValue,
  { billedDurationMs }: Sample,
  { price, ephemeralStorageMb }: CostBasis,
): number {
  return billedCostUsd({ memoryMb, billedDurationMs, ephemeralStorageMb }, price);
}

function startDurationMs({ initDurationMs, restoreDurationMs }: Sample): readonly number[] {
  const durationMs = initDurationMs ?? restoreDurationMs;
  return durationMs === undefined ? [] : [durationMs];
}
