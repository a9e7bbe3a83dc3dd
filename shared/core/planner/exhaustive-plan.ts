import type { Tier } from '../measurement/tier.ts';
import { type PowerValue, powerValue } from '../power-value.ts';
import { allowedMbMax } from './failed-bracket.ts';
import type { Measurement } from './measurement.ts';
import type { SizeRange, TuningState } from './tuning-state.ts';

/** What every size is measured with. */
export interface ExhaustivePlan {
  readonly powerValues: readonly PowerValue[];
  /** Warm samples of each size, for each class of payloads. */
  readonly sampleCount: number;
  /** Invocations that may be in flight at once, all tiers together. */
  readonly concurrencyMax: number;
}

/** Two lanes show whether execution environments differ; more only buy cold starts. */
const LANE_COUNT_MAX = 2;

/** Where most functions have their best size, one full vCPU among them, MB. */
const POWER_VALUES_DEFAULT = [128, 256, 512, 1024, 1769, 3008].map(powerValue);

/** Sizes that are measured where none were asked for, at the most: the present one, too. */
export const EXHAUSTIVE_SIZE_COUNT_DEFAULT = POWER_VALUES_DEFAULT.length + 1;

/**
 * The sizes of a run with a fixed number of samples: those of the request, or a default set and the
 * size that the function has now; in any case within the ranges that are set.
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
 * The next measurements of a plan that gives every size the same number of warm samples, in as few
 * rounds as the concurrency allows. A size at or below one that ran out of memory is left out, and
 * one above what the account allows.
 *
 * @returns An empty list when every size has been measured, or is known not to fit.
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

/** Whether a size was not measured yet, and may be: no larger one ran out of memory, no smaller one was refused. */
export function isOpenSize(tiers: readonly Tier[]): (size: PowerValue) => boolean {
  const known = new Set(tiers.map((tier) => tier.powerValue));
  const outOfMemoryMb = Math.max(0, ...tiers.filter(isOutOfMemory).map((tier) => tier.powerValue));
  const allowedMax = allowedMbMax(tiers);
  return (size) => !known.has(size) && size > outOfMemoryMb && size <= allowedMax;
}

function isOutOfMemory(tier: Tier): boolean {
  return tier.outcome.kind === 'infeasible' && tier.outcome.reason === 'outOfMemory';
}
