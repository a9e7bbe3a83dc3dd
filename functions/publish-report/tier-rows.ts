import type { PublishReportInput } from '../../shared/contract/publish-report.ts';
import type { TierRow } from '../../shared/contract/tuning-result.ts';
import { countedTiers } from '../../shared/contract/tuning-state.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { coldSamples, warmSamples } from '../../shared/core/measurement/sample.ts';
import { ofOwnArchitecture, type Tier } from '../../shared/core/measurement/tier.ts';
import {
  startDurationMsMedian,
  type TierFigures,
  tierFigures,
} from '../../shared/core/measurement/tier-figures.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';

/** A row for each size, with the figures of what counts in the run. */
export function tierRows(
  { request, target, decision }: Pick<PublishReportInput, 'request' | 'target' | 'decision'>,
  tiers: readonly Tier[],
): TierRow[] {
  const own = ofOwnArchitecture(tiers);
  const counted = countedTiers(request, own);
  const basis = {
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
  };
  return own.map((tier, index) => {
    const figures = tierFigures(counted[index] ?? tier, basis);
    const estimate = decision.evidence.tiers.find(
      ({ powerValue }) => powerValue === tier.powerValue,
    );
    return {
      powerValue: tier.powerValue,
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
      ...(figures && { figures: shownFigures(figures, tier) }),
    };
  });
}

function shownFigures(figures: TierFigures, tier: Tier): NonNullable<TierRow['figures']> {
  return {
    durationMsMean: figures.durationMs.mean,
    durationMsMedian: figures.durationMs.median,
    durationMsP95: figures.durationMs.p95,
    billedDurationMsMean: figures.billedDurationMsMean,
    costUsdPerMillion: figures.costUsdMean * 1e6,
    ...definedOnly({ startDurationMsMedian: startDurationMsMedian(tier) }),
    maxMemoryUsedMb: figures.maxMemoryUsedMb,
  };
}
