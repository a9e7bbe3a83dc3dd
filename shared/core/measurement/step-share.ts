/** Most events in the history of a Standard execution, which fails beyond that (AWS quota). */
const HISTORY_EVENT_COUNT_MAX = 25_000;

/** Events reserved for all other work: waiting for a turn, planning, applying, moving an alias. */
const OTHER_EVENT_COUNT = 4_000;

/** Events of one step: MeasureTier (7), invocation by the state machine (5), one retry (3). */
const STEP_EVENT_COUNT = 15;

/** Events for making a clone: its states, and the retries until it is ready (3 each). */
const CLONE_EVENT_COUNT = 70;

/**
 * Events for making a clone with SnapStart: a snapshot takes up to 26 minutes, in which PrepareTier
 * checks 120 times.
 */
const SNAPSHOT_EVENT_COUNT = 370;

/**
 * Fewest steps that measure anything: they allow for a new environment, one warm sample, and
 * reading the last answer.
 */
const STEP_COUNT_MIN = 4;

/** Upper bounds on what a run measures. */
export interface MeasuringPlan {
  /** Total number of measurements over all rounds; each is of one size in one round. */
  readonly measurementCountMax: number;
  readonly hasSnapStart: boolean;
  /** Whether everything may be measured a second time in the same execution. */
  readonly mayRestart: boolean;
}

/**
 * Returns the number of steps of MeasureTier that each measurement may take, so that a run of a
 * slow function ends before the history of its execution is full. An execution that fails for that
 * reason cannot clean up.
 */
export function stepCountMax({
  measurementCountMax,
  hasSnapStart,
  mayRestart,
}: MeasuringPlan): number {
  const count = measurementCountMax * (mayRestart ? 2 : 1);
  const eventCount = (HISTORY_EVENT_COUNT_MAX - OTHER_EVENT_COUNT) / Math.max(1, count);
  const left = eventCount - (hasSnapStart ? SNAPSHOT_EVENT_COUNT : CLONE_EVENT_COUNT);
  return Math.max(STEP_COUNT_MIN, Math.floor(left / STEP_EVENT_COUNT));
}
