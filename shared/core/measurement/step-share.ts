/** Events in the history of a Standard execution of Step Functions; it fails beyond (AWS quota). */
const HISTORY_EVENT_COUNT_MAX = 25_000;

/** Kept for all that is not measuring: waiting for a turn, planning, applying, moving an alias. */
const OTHER_EVENT_COUNT = 4_000;

/** MeasureTier (7), an invocation by the state machine (5), and one retry (3). */
const STEP_EVENT_COUNT = 15;

/** Making a clone: its own states, and the retries until it is ready (3 each). */
const CLONE_EVENT_COUNT = 70;

/** A snapshot takes up to 26 minutes, in which PrepareTier asks 120 times. */
const SNAPSHOT_EVENT_COUNT = 370;

/** A new environment, one warm sample, and the step that reads the last answer. */
const STEP_COUNT_MIN = 4;

/** What a run may measure, at the most. */
export interface MeasuringPlan {
  /** Measurements of one size in one round, over all rounds. */
  readonly measurementCountMax: number;
  readonly hasSnapStart: boolean;
  /** Whether everything may be measured a second time in the same execution. */
  readonly mayRestart: boolean;
}

/**
 * Steps of MeasureTier that each measurement may take, so that a run of slow functions ends before
 * its execution's history is full: an execution that fails there cleans nothing up.
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
