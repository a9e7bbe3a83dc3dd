import type { Evidence } from '../../shared/contract/evidence.ts';
import type { TierRow } from '../../shared/contract/tuning-result.ts';
import { coldSamples, warmSamples } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import {
  type CostBasis,
  medianStartMs,
  tierFigures,
} from '../../shared/core/measurement/tier-figures.ts';

/**
 * Returns the tiers of one architecture as rows for people.
 *
 * @param of.estimates Estimates of the sizes that were measured on that architecture.
 * @param of.counted The same tiers with the samples that count in the run, if those are not the
 *   warm ones.
 */
export function tierRows(
  tiers: readonly Tier[],
  basis: CostBasis,
  {
    estimates,
    counted = tiers,
  }: { readonly estimates: Evidence['tiers']; readonly counted?: readonly Tier[] },
): TierRow[] {
  return tiers.map((tier, index) => {
    const estimate = estimates.find(({ powerValue }) => powerValue === tier.powerValue);
    return {
      powerValue: tier.powerValue,
      ...(tier.architecture && { architecture: tier.architecture }),
      outcome: tier.outcome,
      warmSampleCount: warmSamples(tier.samples).length,
      coldSampleCount: coldSamples(tier.samples).length,
      errorCount: tier.errorCount,
      ...(estimate && {
        estimate: {
          durationMs: estimate.durationMs,
          costUsdPerMillion: estimate.costUsdPerMillion,
        },
      }),
      ...figuresOf(counted[index] ?? tier, tier, basis),
    };
  });
}

function figuresOf(counted: Tier, tier: Tier, basis: CostBasis): Pick<TierRow, 'figures'> {
  const figures = tierFigures(counted, basis);
  if (figures === undefined) return {};
  const { durationMs } = figures;
  const startDurationMsMedian = medianStartMs(tier.samples);
  return {
    figures: {
      durationMsMean: durationMs.mean,
      durationMsMedian: durationMs.median,
      durationMsP95: durationMs.p95,
      billedDurationMsMean: figures.billedDurationMsMean,
      costUsdPerMillion: figures.costUsdMean * 1e6,
      ...(startDurationMsMedian !== undefined && { startDurationMsMedian }),
      maxMemoryUsedMb: figures.maxMemoryUsedMb,
    },
  };
}
