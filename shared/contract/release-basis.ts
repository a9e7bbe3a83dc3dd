import type { ComparisonBasis } from '../core/gate/release-comparison.ts';
import type { CostBasis } from '../core/measurement/tier-figures.ts';
import { priceOf } from '../core/pricing/price-table.ts';
import type { Baseline } from './baseline.ts';
import { REQUEST_DEFAULTS, type TuningRequest } from './request-fields.ts';
import type { TargetFunction } from './target-function.ts';

/** What a comparison goes by, from what a run knows. */
export function comparisonBasis({
  request,
  target,
  baseline,
}: {
  readonly request: TuningRequest;
  readonly target: TargetFunction;
  readonly baseline: Baseline;
}): ComparisonBasis {
  return {
    effectPercent: request.differencePercent ?? REQUEST_DEFAULTS.differencePercent,
    payloadWeights: request.payloadWeights,
    costs: { old: costBasis(baseline.target), new: costBasis(target) },
  };
}

function costBasis({ region, architecture, ephemeralStorageMb }: TargetFunction): CostBasis {
  return { price: priceOf(region, architecture), ephemeralStorageMb };
}
