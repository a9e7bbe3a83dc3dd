import type { PowerValue } from '../power-value.ts';
import { billedCostUsd } from '../pricing/billed-cost.ts';
import type { Price } from '../pricing/price-table.ts';
import { coldSamples, type Sample, warmSamples } from './sample.ts';
import { type SampleStatistics, sampleStatistics } from './sample-statistics.ts';
import type { Tier } from './tier.ts';

/** What a measured tier does and costs. */
export interface TierFigures {
  readonly memoryMb: PowerValue;
  /** Of warm invocations, milliseconds. */
  readonly durationMs: SampleStatistics;
  /** Of warm invocations, milliseconds. */
  readonly billedDurationMsMean: number;
  /** Mean cost of a warm invocation, request fee included. */
  readonly costUsdMean: number;
  /** Median start of an execution environment (init or restore), milliseconds; absent if none was seen. */
  readonly startDurationMsMedian?: number;
  readonly maxMemoryUsedMb: number;
}

/** What one invocation costs beside its duration. */
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

/** Median start of an environment, init or restore, milliseconds; `undefined` if none was seen. */
export function medianStartMs(samples: readonly Sample[]): number | undefined {
  const starts = coldSamples(samples).flatMap(startDurationMs);
  return starts.length === 0 ? undefined : sampleStatistics(starts).median;
}

/** What the invocations of all tiers cost, those that failed included, in USD. */
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

/** Invocations that were made, those that failed included. */
export function invocationCount(tiers: readonly Tier[]): number {
  return tiers.reduce((sum, tier) => sum + tier.samples.length + tier.errorCount, 0);
}

/** Billed time of all invocations, one after the other, those that failed included. */
export function billedSeconds(tiers: readonly Tier[]): number {
  const billedMs = tiers.map(
    ({ samples, errorBilledDurationMs }) =>
      samples.reduce((sum, { billedDurationMs }) => sum + billedDurationMs, 0) +
      errorBilledDurationMs,
  );
  return billedMs.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** What one invocation was billed, the request fee included, in USD. */
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
