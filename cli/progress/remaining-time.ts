import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';
import type { RunPhase, RunView } from './run-view.ts';
import { type SizeView, sizeFigures } from './size-view.ts';

/** Phases in which a round is under way, or has just been planned. */
const ROUND_PHASES: readonly RunPhase[] = ['planning', 'measuring'];

/**
 * Estimates how much longer the round under way takes, from the measurements of each size so far,
 * or of the nearest other size, scaled by memory at most. A clone that is not made yet is assumed
 * to take as long as others did.
 *
 * @returns Milliseconds; `undefined` if unknown, or if the round takes longer than expected.
 */
export function remainingRoundMs(view: RunView, nowMs: number): number | undefined {
  const open = view.sizes.filter(isOpen);
  if (!ROUND_PHASES.includes(view.phase) || open.length === 0) {
    return undefined;
  }
  const pace = paceOf(view.sizes);
  const prepareMs = prepareMsOf(view.sizes);
  const left = open.map((size) => {
    const expectedMs = expectedMsOf(size, view.sizes);
    const passedMs = size.state === 'waiting' ? 0 : nowMs - (size.stepSinceMs ?? nowMs);
    const cloneMs = size.state === 'measuring' ? 0 : prepareMs;
    return expectedMs === undefined ? undefined : cloneMs + expectedMs * pace - passedMs;
  });
  const known = left.filter((ms) => ms !== undefined && ms > 0);
  return known.length === open.length ? Math.max(...known.map(Number)) : undefined;
}

function isOpen({ state }: SizeView): boolean {
  return state === 'waiting' || state === 'preparing' || state === 'measuring';
}

/** Estimates how long the missing samples take, from the mean of the others, milliseconds. */
function expectedMsOf(size: SizeView, all: readonly SizeView[]): number | undefined {
  const meanMs = expectedMeanMs(size, all);
  const missingCount = size.plannedCount - sizeFigures(size).sampleCount;
  if (meanMs === undefined || size.isUntold) {
    return undefined;
  }
  return takenMs(size, { meanMs, sampleCount: missingCount });
}

function takenMs(
  { laneCount, samples, coldStarts }: SizeView,
  { meanMs, sampleCount }: { readonly meanMs: number; readonly sampleCount: number },
): number {
  const openingCount = samples.length === 0 && !coldStarts ? 1 : 0;
  return meanMs * (openingCount + Math.ceil(sampleCount / Math.max(1, laneCount)));
}

/** Returns the median time that preparing a clone took, milliseconds; 0 while that is not known. */
function prepareMsOf(sizes: readonly SizeView[]): number {
  const known = sizes.flatMap(({ preparedForMs }) => preparedForMs ?? []);
  return known.length === 0 ? 0 : sampleStatistics(known).median;
}

/**
 * Estimates the mean duration of a size, milliseconds: its own, that of the next smaller size,
 * which is slower, or that of a larger one, scaled.
 */
function expectedMeanMs(size: SizeView, all: readonly SizeView[]): number | undefined {
  const own = sizeFigures(size).meanMs;
  const others = all.flatMap((other) => {
    const { meanMs } = sizeFigures(other);
    return meanMs === undefined ? [] : [{ memoryMb: other.memoryMb, meanMs }];
  });
  const smaller = others.findLast(({ memoryMb }) => memoryMb < size.memoryMb);
  const larger = others.find(({ memoryMb }) => memoryMb > size.memoryMb);
  return own ?? smaller?.meanMs ?? (larger && larger.meanMs * (larger.memoryMb / size.memoryMb));
}

/**
 * Returns how many times as long the sizes of this round took as their invocations: starts, queues,
 * steps.
 */
function paceOf(sizes: readonly SizeView[]): number {
  const paces = sizes
    .filter(({ state, measuredForMs }) => state === 'done' && measuredForMs > 0)
    .flatMap((size) => {
      const { sampleCount, meanMs } = sizeFigures(size);
      const countBefore = sizeFigures({ ...size, samples: size.samplesBefore }).sampleCount;
      const before = { ...size, samples: size.samplesBefore };
      return meanMs === undefined
        ? []
        : [
            size.measuredForMs /
              takenMs(before, { meanMs, sampleCount: sampleCount - countBefore }),
          ];
    });
  return paces.length === 0 ? 1 : Math.max(1, ...paces);
}
