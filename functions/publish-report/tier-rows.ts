import type { Evidence } from '../../shared/contract/evidence.ts';
import type { TierRow } from '../../shared/contract/tuning-result.ts';
import { coldSamples, warmSamples } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { type CostBasis, tierFigures } from '../../shared/core/measurement/tier-figures.ts';

/**
 * Tiers of one architecture as a person reads them.
 *
 * @param estimates What is believed of the sizes that were measured on it.
 */
export function tierRows(
  tiers: readonly Tier[],
  basis: CostBasis,
  estimates: Evidence['tiers'],
): TierRow[] {
  return tiers.map((tier) => {
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
      ...figuresOf(tier, basis),
    };
  });
}

function figuresOf(tier: Tier, basis: CostBasis): Pick<TierRow, 'figures'> {
  const figures = tierFigures(tier, basis);
  if (figures === undefined) return {};
  const { durationMs, startDurationMsMedian } = figures;
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
