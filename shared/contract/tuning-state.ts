import { definedOnly } from '../core/defined-only.ts';
import { digestOf } from '../core/digest.ts';
import { ofClass, type Tier } from '../core/measurement/tier.ts';
import type { Objective } from '../core/planner/objective.ts';
import type { CandidateSizes, SizeRange, TuningState } from '../core/planner/tuning-state.ts';
import { powerValue } from '../core/power-value.ts';
import { priceOf } from '../core/pricing/price-table.ts';
import { durationTail, type ProductionPicture } from '../core/production/production-picture.ts';
import { InvariantError } from '../errors.ts';
import { type TuningRequest, VALUE_COST_TOLERANCE_PERCENT } from './request-fields.ts';
import type { TargetFunction } from './target-function.ts';

/** What a state is made of. */
export interface TuningFacts {
  readonly request: TuningRequest;
  readonly target: TargetFunction;
  readonly tiers: readonly Tier[];
  /** Of the last run of the function; an empty list where there was none. */
  readonly earlierTiers: readonly Tier[];
  readonly concurrencyMax: number;
  readonly production: ProductionPicture;
}

/** All that the planner and the decision depend on, from what a run knows. */
export function tuningStateOf(facts: TuningFacts): TuningState {
  const { request, target, tiers, concurrencyMax } = facts;
  const { powerValues, payloadWeights, sizeRange } = request;
  return definedOnly({
    objective: objectiveOf(request),
    sizes: powerValues && candidateSizes(powerValues),
    constraints: definedOnly({
      memoryHeadroomPercent: request.memoryHeadroomPercent,
      sizeRange: sizeRange && rangeOf(sizeRange),
    }),
    architecture: target.architecture,
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
    budget: budgetOf(request),
    concurrencyMax,
    tiers,
    // With a number of samples, a request wants that many at each size, and nothing else to count.
    earlierTiers: request.sampleCount === undefined ? facts.earlierTiers : [],
    ...(payloadWeights.length > 1 && {
      payloadClasses: payloadWeights.map((weight, index) => ({
        weight,
        tiers: ofClass(tiers, index),
      })),
    }),
    powerValueBefore: target.memoryMb,
    productionDurationMs: durationTail(facts.production),
    planSeed: seedOf(target),
  });
}

/** What the request's strategy asks of the choice. */
export function objectiveOf(request: TuningRequest): Objective {
  const { strategy, costTolerancePercent, durationMsMax, percentile } = request;
  switch (strategy) {
    case 'value':
      return {
        kind: strategy,
        costTolerancePercent: costTolerancePercent ?? VALUE_COST_TOLERANCE_PERCENT,
      };
    case 'cost':
    case 'speed':
      return { kind: strategy };
    case 'balanced':
      return { kind: strategy, weight: request.balancedWeight };
    case 'tolerance':
      return { kind: strategy, costTolerancePercent: given(costTolerancePercent) };
    case 'limit':
      return { kind: strategy, durationMsMax: given(durationMsMax), percentile };
  }
}

function given(value: number | undefined): number {
  if (value === undefined) {
    throw new InvariantError('Request with a strategy and without its own field');
  }
  return value;
}

function candidateSizes(powerValues: NonNullable<TuningRequest['powerValues']>): CandidateSizes {
  return 'minMb' in powerValues
    ? { kind: 'range', ...rangeOf(powerValues) }
    : { kind: 'list', powerValues };
}

function rangeOf({ minMb, maxMb }: { readonly minMb: number; readonly maxMb: number }): SizeRange {
  return { powerValueMin: powerValue(minMb), powerValueMax: powerValue(maxMb) };
}

function budgetOf({ invocationsMax, tuningUsdMax, tuningSecondsMax }: TuningRequest) {
  return definedOnly({ invocationsMax, usdMax: tuningUsdMax, secondsMax: tuningSecondsMax });
}

/** The same code and configuration draw the same numbers: asking again answers the same. */
function seedOf({ codeSha256, configurationDigest }: TargetFunction): number {
  return Number.parseInt(digestOf(`${codeSha256}${configurationDigest}`).slice(0, 8), 16);
}
