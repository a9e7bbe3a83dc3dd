import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';

/** What is known of how long a run takes, ms, by size; of the fitted curve or what was measured. */
export type DurationOf = (memoryMb: number) => number | undefined;

/** Cold runs take longer: about so much, as the planner's prior has it. */
const COLD_FACTOR = 2;

/** Sees how long clones take to be made and called, beside the runs of the function itself. */
export class RoundTime {
  readonly #prepareMs: number[] = [];

  onEvent(event: ProgressEvent): void {
    if (event.kind === 'exited' && event.stateName === 'PrepareTier' && event.error === undefined) {
      this.#prepareMs.push(event.durationMs);
    }
  }

  /**
   * How long a round will take, ms: as long as its slowest size.
   *
   * @returns `undefined` while nothing like it was seen: in the first round.
   */
  expectedMs(measurements: readonly Measurement[], durationOf: DurationOf): number | undefined {
    if (this.#prepareMs.length === 0) {
      return undefined;
    }
    const prepareMs = sampleStatistics(this.#prepareMs).median;
    const sizesMs = measurements.map(({ powerValue, warmSampleCount, laneCount, newLaneCount }) => {
      const durationMs = durationOf(powerValue);
      const inTurn = Math.ceil(warmSampleCount / laneCount);
      return durationMs === undefined
        ? undefined
        : prepareMs + durationMs * (inTurn + (newLaneCount > 0 ? COLD_FACTOR : 0));
    });
    const known = sizesMs.filter((ms) => ms !== undefined);
    return known.length < sizesMs.length || known.length === 0 ? undefined : Math.max(...known);
  }
}
