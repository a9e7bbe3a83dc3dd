import type { ComparisonBasis } from '../core/gate/release-comparison.ts';
import { RELEASE_SIDES, type ReleaseSide } from '../core/measurement/release-clone.ts';
import type { CostBasis } from '../core/measurement/tier-figures.ts';
import { priceOf } from '../core/pricing/price-table.ts';
import { type Baseline, oldRelease } from './baseline.ts';
import type { ReleaseFacts } from './kept-release.ts';
import { KEPT_DIFFERENCE_PERCENT, REQUEST_DEFAULTS, type TuningRequest } from './request-fields.ts';
import type { Run } from './run.ts';
import type { TargetFunction } from './target-function.ts';

/** Builds the basis of a comparison from the facts of a run. */
export function comparisonBasis({
  request,
  run,
  target,
  baseline,
}: {
  readonly request: TuningRequest;
  readonly run: Run;
  readonly target: TargetFunction;
  readonly baseline: Baseline;
}): ComparisonBasis {
  const basis = {
    payloadWeights: request.payloadWeights,
    costs: { old: costBasis(oldRelease(baseline)), new: costBasis(target) },
  };
  if (!('kept' in baseline)) {
    return {
      ...basis,
      effectPercent: request.differencePercent ?? REQUEST_DEFAULTS.differencePercent,
    };
  }
  const { figures, measuredAtMs } = baseline.kept;
  return {
    ...basis,
    effectPercent: request.differencePercent ?? KEPT_DIFFERENCE_PERCENT,
    kept: { figures, ageMs: Math.max(0, run.startedAtMs - measuredAtMs) },
  };
}

/** Returns the releases whose clones are measured. */
export function measuredSides(baseline: Baseline): readonly ReleaseSide[] {
  return 'kept' in baseline ? ['new'] : RELEASE_SIDES;
}

/** Returns what determines the cost of an invocation besides its duration. */
export function costBasis({ region, architecture, ephemeralStorageMb }: ReleaseFacts): CostBasis {
  return { price: priceOf(region, architecture), ephemeralStorageMb };
}
