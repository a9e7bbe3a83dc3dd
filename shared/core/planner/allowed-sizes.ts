import type { Tier } from '../measurement/tier.ts';
import { POWER_VALUE_MB_MAX, POWER_VALUE_MB_MIN } from '../power-value.ts';
import { allowedMbMax, failedBracket, hasSamples } from './failed-bracket.ts';
import type { TuningState } from './tuning-state.ts';

/** Neighbouring sizes of the grid differ by at most this factor. */
const GRID_RATIO = 1.13;

/** Familiar sizes, MB: doublings, one full vCPU (1769), and the maximum of earlier years (3008). */
const LANDMARKS_MB = [128, 256, 512, 1024, 1769, 3008] as const;

/** Grid sizes this close, in ln(MB), to a landmark or a measured size are left out. */
const LANDMARK_DISTANCE = 0.03;

/** The sizes that a decision considers, and which of them may be measured or picked. */
export interface SizeGrid {
  /** Ascending, MB; contains the present size and all sizes with samples, earlier runs' too. */
  readonly sizesMb: Float64Array;
  /** True if the request, the constraints and the failures so far allow the size. */
  readonly isAllowed: readonly boolean[];
  /** True between a failing and a working size: as likely to fail as to work. */
  readonly isDoubtful: readonly boolean[];
}

/**
 * Builds the grid of sizes: the list of the request, or a log-spaced grid over its range. A size
 * that failed because its memory was too small rules out all smaller ones; a size that the account
 * refused rules out all larger ones. For cold starts, the grid has the measured and present sizes
 * only: nothing is known between them.
 */
export function sizeGrid(state: TuningState): SizeGrid {
  const { sizes, constraints } = state;
  const measured = [...state.tiers, ...(state.earlierTiers ?? [])]
    .filter(hasSamples)
    .map((tier) => tier.powerValue as number);
  const present = state.powerValueBefore === undefined ? [] : [state.powerValueBefore as number];
  const lowest = Math.max(
    constraints?.sizeRange?.powerValueMin ?? POWER_VALUE_MB_MIN,
    sizes?.kind === 'range' ? sizes.powerValueMin : POWER_VALUE_MB_MIN,
  );
  const highest = Math.min(
    constraints?.sizeRange?.powerValueMax ?? POWER_VALUE_MB_MAX,
    sizes?.kind === 'range' ? sizes.powerValueMax : POWER_VALUE_MB_MAX,
  );
  const listed = sizes?.kind === 'list' ? new Set<number>(sizes.powerValues) : undefined;
  const candidates = state.coldStarts
    ? []
    : (listed ??
      rangeSizesMb(lowest, highest, [
        ...measured,
        ...present.filter((mb) => mb >= lowest && mb <= highest),
      ]));
  const sizesMb = Float64Array.from(new Set([...candidates, ...measured, ...present])).sort();
  const isInRange = (mb: number) => mb >= lowest && mb <= highest && (listed?.has(mb) ?? true);
  const isOpen = openSizes(state);
  const { tooSmallMb, workingMb, middleMb } = failedBracket(
    state.tiers,
    Array.from(sizesMb).filter((mb) => isInRange(mb) && isOpen(mb)),
  );
  return {
    sizesMb,
    isAllowed: Array.from(
      sizesMb,
      (mb) =>
        isInRange(mb) && isOpen(mb) && mb > tooSmallMb && (mb >= workingMb || mb === middleMb),
    ),
    isDoubtful: Array.from(sizesMb, (mb) => mb === middleMb),
  };
}

function rangeSizesMb(lowest: number, highest: number, known: readonly number[]): number[] {
  if (lowest > highest) {
    return [];
  }
  const steps = Math.max(1, Math.ceil(Math.log(highest / lowest) / Math.log(GRID_RATIO)));
  const spaced = Array.from({ length: steps + 1 }, (_, step) =>
    Math.round(lowest * (highest / lowest) ** (step / steps)),
  );
  const landmarks = LANDMARKS_MB.filter((mb) => mb >= lowest && mb <= highest);
  const fixed = [...landmarks, ...known, lowest, highest];
  const isFree = (mb: number) =>
    fixed.every((other) => Math.abs(Math.log(mb / other)) >= LANDMARK_DISTANCE);
  return [...landmarks, lowest, highest, ...spaced.filter(isFree)];
}

/**
 * Returns a function that says whether a size is still allowed, given the account's refusals,
 * failures at that size, and the required memory headroom.
 */
function openSizes(state: TuningState): (memoryMb: number) => boolean {
  const allowedMax = allowedMbMax(state.tiers);
  const failed = new Set<number>(
    state.tiers.filter((tier) => !hasSamples(tier)).map((tier) => tier.powerValue),
  );
  const usableShare = 1 - (state.constraints?.memoryHeadroomPercent ?? 0) / 100;
  const sampled = state.tiers.filter(hasSamples).toSorted((a, b) => a.powerValue - b.powerValue);
  return (memoryMb) => {
    // Garbage collectors use more memory if there is more, so the nearest smaller tier is the best
    // guide.
    const guide = sampled.findLast((tier) => tier.powerValue <= memoryMb) ?? sampled[0];
    const neededMb = guide === undefined ? 0 : maxMemoryUsedMb(guide);
    return memoryMb <= allowedMax && !failed.has(memoryMb) && neededMb <= memoryMb * usableShare;
  };
}

/** Returns the highest memory use among all samples of a tier, MB; 0 without samples. */
export function maxMemoryUsedMb(tier: Tier): number {
  return Math.max(0, ...tier.samples.map((sample) => sample.maxMemoryUsedMb));
}
