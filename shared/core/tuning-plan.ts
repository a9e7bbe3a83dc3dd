import type { PowerValue } from './power-value.ts';
import type { Price } from './price-table.ts';
import type { Tier } from './tier.ts';

/** What the user wants of the chosen size. */
export type Objective =
  | { readonly kind: 'cost' }
  | { readonly kind: 'speed' }
  /** `weight` 0 is speed alone, 1 is cost alone. */
  | { readonly kind: 'balanced'; readonly weight: number };

/** All that the choice of the next measurements depends on. */
export interface TuningState {
  readonly objective: Objective;
  /** The sizes that may be measured and chosen, ascending. */
  readonly powerValues: readonly PowerValue[];
  readonly price: Price;
  readonly ephemeralStorageMb: number;
  /** Warm samples to take of each tier. */
  readonly sampleCount: number;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
  /** What was measured so far, ascending by size; each size at most once. */
  readonly tiers: readonly Tier[];
}

/** How often to measure one size in the coming round. */
export interface Measurement {
  readonly powerValue: PowerValue;
  /** Warm samples to take in this round, beside the cold first one of each lane. */
  readonly warmSampleCount: number;
  /** Concurrent sequences of invocations; each starts with one cold invocation. */
  readonly laneCount: number;
}

/** What to do next: measure, or stop, and why. */
export type PlanStep =
  | {
      readonly kind: 'measure';
      readonly measurements: readonly Measurement[];
      readonly reason: string;
    }
  | { readonly kind: 'complete'; readonly reason: string };

/**
 * Decides what to measure next, from all that was measured so far.
 *
 * This plan gives every size the same number of warm samples, smallest concurrency that fits
 * everything into as few rounds as `concurrencyMax` allows. A size at or below one that ran out of
 * memory is never measured.
 */
export function nextMeasurements(state: TuningState): PlanStep {
  const known = new Set(state.tiers.map((tier) => tier.powerValue));
  const outOfMemoryMb = Math.max(
    0,
    ...state.tiers.filter(isOutOfMemory).map((tier) => tier.powerValue),
  );
  const open = state.powerValues.filter((size) => !known.has(size) && size > outOfMemoryMb);

  if (open.length === 0) {
    return { kind: 'complete', reason: `Every size has been measured or is known not to fit` };
  }
  const now = open.slice(0, state.concurrencyMax);
  return {
    kind: 'measure',
    measurements: now.map((size) => ({
      powerValue: size,
      warmSampleCount: state.sampleCount,
      laneCount: Math.max(
        1,
        Math.min(LANE_COUNT_MAX, Math.floor(state.concurrencyMax / now.length)),
      ),
    })),
    reason: `${now.length} of ${state.powerValues.length} sizes are not measured yet`,
  };
}

/** Two lanes show whether execution environments differ; more only buy cold starts. */
const LANE_COUNT_MAX = 2;

function isOutOfMemory(tier: Tier): boolean {
  return tier.outcome.kind === 'infeasible' && tier.outcome.reason === 'outOfMemory';
}
