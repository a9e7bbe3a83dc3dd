import type { Tier } from '../measurement/tier.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { allowedMbMax } from './failed-bracket.ts';
import type { Measurement } from './measurement.ts';
import type { SizeRange, TuningState } from './tuning-state.ts';

/** How every size is measured. */
export interface ExhaustivePlan {
  readonly powerValues: readonly PowerValue[];
  /** Warm samples for each size and payload class. */
  readonly sampleCount: number;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
}

/** Most lanes per size. Two show whether environments differ; more only cost cold starts. */
const LANE_COUNT_MAX = 2;

/** Default sizes, MB: most functions are best near one of them; 1769 is one full vCPU. */
const POWER_VALUES_DEFAULT = [128, 256, 512, 1024, 1769, 3008].map(powerValue);

/** Most sizes that are measured if the request names none: the defaults and the present size. */
export const EXHAUSTIVE_SIZE_COUNT_MAX = POWER_VALUES_DEFAULT.length + 1;

/**
 * Returns the sizes of a run with a fixed number of samples: those of the request, or else the
 * defaults and the present size. In both cases they are limited to the ranges that are set.
 */
export function exhaustiveSizes(
  { sizes, constraints }: Pick<TuningState, 'sizes' | 'constraints'>,
  current: PowerValue,
): readonly PowerValue[] {
  const wanted =
    sizes?.kind === 'list' ? sizes.powerValues : [...new Set([...POWER_VALUES_DEFAULT, current])];
  const ranges = [sizes?.kind === 'range' ? sizes : undefined, constraints?.sizeRange];
  return wanted
    .filter((size) => ranges.every((range) => range === undefined || isWithin(size, range)))
    .toSorted((a, b) => a - b);
}

function isWithin(size: PowerValue, { powerValueMin, powerValueMax }: SizeRange): boolean {
  return size >= powerValueMin && size <= powerValueMax;
}

/**
 * Returns the next measurements of a plan that gives every size the same number of warm samples, in
 * as few rounds as the concurrency allows. Leaves out sizes at or below one that ran out of memory,
 * and sizes above what the account allows.
 *
 * @returns An empty list when every size has been measured, or is known not to work.
 */
export function nextOfAll(plan: ExhaustivePlan, tiers: readonly Tier[]): readonly Measurement[] {
  const open = plan.powerValues.filter(isOpenSize(tiers));
  const now = open.slice(0, plan.concurrencyMax);
  const laneCount = Math.max(
    1,
    Math.min(LANE_COUNT_MAX, Math.floor(plan.concurrencyMax / Math.max(1, now.length))),
  );
  return now.map((size) => ({
    powerValue: size,
    warmSampleCount: plan.sampleCount,
    laneCount,
    newLaneCount: laneCount,
  }));
}

/**
 * Returns a function that says whether a size is still to be measured: it was not measured yet, no
 * larger size ran out of memory, and the account's limit, as far as refusals show it, allows it.
 */
export function isOpenSize(tiers: readonly Tier[]): (size: PowerValue) => boolean {
  const known = new Set(tiers.map((tier) => tier.powerValue));
  const outOfMemoryMb = Math.max(0, ...tiers.filter(isOutOfMemory).map((tier) => tier.powerValue));
  const allowedMax = allowedMbMax(tiers);
  return (size) => !known.has(size) && size > outOfMemoryMb && size <= allowedMax;
}

function isOutOfMemory(tier: Tier): boolean {
  return tier.outcome.kind === 'infeasible' && tier.outcome.reason === 'outOfMemory';
}
