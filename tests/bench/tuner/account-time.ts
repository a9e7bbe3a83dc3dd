import { type Sample, wholeRunMs } from '../../../shared/core/measurement/sample.ts';

/** Durations of the steps of a run in an account, seconds (medians of runs of both tools). */
const CLONE_SECONDS = 3;
const PLAN_SECONDS = 0.3;
const PEER_PREPARE_SECONDS = 2;

/** What a round measured of a size. */
export interface MeasuredSize {
  /** Whether the size needs a clone of the function first, because none was made ahead. */
  readonly isNew: boolean;
  readonly samples: readonly Sample[];
}

/**
 * Returns the wall time of our run: sizes in parallel, lanes in parallel, the invocations of a lane
 * in sequence.
 */
export function runSeconds(rounds: readonly (readonly MeasuredSize[])[]): number {
  const roundSeconds = rounds.map((sizes) =>
    Math.max(
      ...sizes.map(
        ({ isNew, samples }) => (isNew ? CLONE_SECONDS : 0) + longestLaneSeconds(samples),
      ),
    ),
  );
  return roundSeconds.reduce((sum, seconds) => sum + PLAN_SECONDS + seconds, PLAN_SECONDS);
}

/**
 * Returns the wall time of aws-lambda-power-tuning: it prepares sizes in sequence, then measures
 * all in parallel.
 */
export function peerSeconds(sizes: readonly (readonly Sample[])[]): number {
  return PEER_PREPARE_SECONDS * sizes.length + Math.max(...sizes.map(longestLaneSeconds));
}

function longestLaneSeconds(samples: readonly Sample[]): number {
  const secondsByLane = new Map<number, number>();
  for (const sample of samples) {
    const before = secondsByLane.get(sample.lane) ?? 0;
    secondsByLane.set(sample.lane, before + wholeRunMs(sample) / 1000);
  }
  return Math.max(0, ...secondsByLane.values());
}
