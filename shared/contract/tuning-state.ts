import { definedOnly } from '../core/defined-only.ts';
import { digestOf } from '../core/digest.ts';
import { coldRuns } from '../core/measurement/cold-runs.ts';
import { ofClass, type Tier } from '../core/measurement/tier.ts';
import type { Objective } from '../core/planner/objective.ts';
import type { CandidateSizes, SizeRange, TuningState } from '../core/planner/tuning-state.ts';
import { powerValue } from '../core/power-value.ts';
import { priceOf } from '../core/pricing/price-table.ts';
import { durationTail, type ProductionPicture } from '../core/production/production-picture.ts';
import { InvariantError } from '../errors.ts';
import { type TuningRequest, VALUE_COST_TOLERANCE_PERCENT } from './request-fields.ts';
import type { TargetFunction } from './target-function.ts';

/** The facts from which a state is built. */
export interface TuningFacts {
  readonly request: TuningRequest;
  readonly target: TargetFunction;
  readonly tiers: readonly Tier[];
  /** Tiers of the function's last run; an empty list if there was none. */
  readonly earlierTiers: readonly Tier[];
  readonly concurrencyMax: number;
  readonly production: ProductionPicture;
}

/** Builds the state of the planner and of the decision from the facts of a run. */
export function tuningStateOf(facts: TuningFacts): TuningState {
  const { request, target, concurrencyMax } = facts;
  const { powerValues, payloadWeights, sizeRange, coldStarts } = request;
  const tiers = countedTiers(request, facts.tiers);
  const isPresentKnown = !coldStarts || tiers.some((tier) => isMeasuredAt(tier, target.memoryMb));
  return definedOnly({
    ...(coldStarts && { coldStarts: true as const }),
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
    // With `sampleCount`, a request wants that many samples at each size, and no earlier ones
    // count.
    earlierTiers: request.sampleCount === undefined ? facts.earlierTiers : [],
    ...(payloadWeights.length > 1 && {
      payloadClasses: payloadWeights.map((weight, index) => ({
        weight,
        tiers: ofClass(tiers, index),
      })),
    }),
    powerValueBefore: isPresentKnown ? target.memoryMb : undefined,
    // Production's durations are those of warm invocations.
    productionDurationMs: coldStarts ? undefined : durationTail(facts.production),
    planSeed: seedOf(target),
  });
}

/**
 * Returns the tiers with the samples that count: cold invocations as whole runs, if the request
 * measures cold starts.
 */
export function countedTiers(
  { coldStarts, payloadWeights }: Pick<TuningRequest, 'coldStarts' | 'payloadWeights'>,
  tiers: readonly Tier[],
): readonly Tier[] {
  return coldStarts ? coldRuns(tiers, payloadWeights.length) : tiers;
}

/** Whether a tier has samples at a size. Without any, cold starts have no estimate of that size. */
function isMeasuredAt({ powerValue: size, samples }: Tier, memoryMb: number): boolean {
  return size === memoryMb && samples.length > 0;
}

/** Returns what the request's strategy asks of the choice. */
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

/**
 * Returns a seed for random draws. The same code and configuration draw the same numbers, so a
 * repeated run plans the same.
 */
function seedOf({ codeSha256, configurationDigest }: TargetFunction): number {
  return Number.parseInt(digestOf(`${codeSha256}${configurationDigest}`).slice(0, 8), 16);
}
