import type { Sample } from '../../../shared/core/measurement/sample.ts';
import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import { sizeOf } from './curve-pick.ts';
import type { ReplayedFunction } from './replayed-function.ts';
import type { Tuner } from './tuner.ts';

/** Default sizes of aws-lambda-power-tuning v4.4.0, MB. */
const SIZES_MB = [128, 256, 512, 1024, 1536, 3008] as const;

/** Share of samples dropped at either end (`discardTopBottom`). */
const TRIM_SHARE = 0.2;

/**
 * The fixed grid: every default size the same number of times in series, the cold first one among
 * its samples; trimmed mean of the run time with init, price of the rounded-up trimmed mean.
 */
export function fixedGrid(samplesPerSize: number): Tuner {
  return {
    name: `fixed-grid-6x${samplesPerSize}`,
    tune(subject, task) {
      const { memoryMbMin, memoryMbMax } = subject.truth;
      const inRange = SIZES_MB.filter((mb) => mb >= memoryMbMin && mb <= memoryMbMax);
      const sizes = inRange.length > 0 ? inRange : [memoryMbMin, memoryMbMax];
      const tested = sizes.map((memoryMb) => {
        const samples = Array.from({ length: samplesPerSize }, () => subject.invoke(memoryMb, 0));
        return { memoryMb, ...trimmed(subject, memoryMb, samples) };
      });
      return { pickMb: sizeOf(tested, task.objective) };
    },
  };
}

function trimmed(subject: ReplayedFunction, memoryMb: number, samples: readonly Sample[]) {
  const runMs = samples.map((sample) => sample.durationMs + (sample.initDurationMs ?? 0));
  const sorted = runMs.sort((a, b) => a - b);
  const dropped = Math.floor(sorted.length * TRIM_SHARE);
  const kept = sorted.slice(dropped, sorted.length - dropped);
  const durationMs = kept.reduce((sum, ms) => sum + ms, 0) / kept.length;
  const costUsd = billedCostUsd(
    { memoryMb, billedDurationMs: Math.ceil(durationMs) },
    subject.price,
  );
  return { durationMs, costUsd };
}
