import type { Sample } from '../../../shared/core/measurement/sample.ts';
import { billedCostUsd } from '../../../shared/core/pricing/billed-cost.ts';
import { peerSeconds } from './account-time.ts';
import { sizeOf } from './curve-pick.ts';
import type { ReplayedFunction } from './replayed-function.ts';
import type { Tuner } from './tuner.ts';

/** Default sizes of aws-lambda-power-tuning v4.4.0, MB. */
const SIZES_MB = [128, 256, 512, 1024, 1536, 3008] as const;

/** Share of the samples that are dropped at each end (`discardTopBottom`). */
const TRIM_SHARE = 0.2;

/**
 * Returns the fixed grid: every default size is invoked the same number of times, cold samples
 * included. It uses the trimmed mean of the run time with init, and the price of the trimmed mean,
 * rounded up. In sequence, the first invocation of a size is cold; in parallel
 * (`parallelInvocation`) all are.
 */
export function fixedGrid(samplesPerSize: number, mode: 'inARow' | 'parallel' = 'inARow'): Tuner {
  return {
    name: `grid 6x${samplesPerSize}${mode === 'parallel' ? ', parallel' : ''}`,
    tune(subject, task) {
      const { sizesMb, nearestMb } = subject.truth;
      const [first, last] = [sizesMb[0] ?? 0, sizesMb.at(-1) ?? 0];
      const inRange = SIZES_MB.filter((mb) => mb >= first && mb <= last);
      const sizes = new Set((inRange.length > 0 ? inRange : [first, last]).map(nearestMb));
      const tested = [...sizes].map((memoryMb) => {
        const samples = Array.from({ length: samplesPerSize }, (_, index) =>
          subject.invoke(memoryMb, mode === 'parallel' ? index : 0),
        );
        return { memoryMb, samples, ...trimmed(subject, memoryMb, samples) };
      });
      return {
        pickMb: sizeOf(tested, task.objective),
        wallSeconds: peerSeconds(tested.map(({ samples }) => samples)),
      };
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
