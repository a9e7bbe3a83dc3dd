/**
 * One measured invocation of a tier, as its REPORT record states it. All durations in milliseconds.
 */
export interface Sample {
  /** Run time of the handler; init and restore are not part of it. */
  readonly durationMs: number;
  /** What AWS charges for, init or restore included. */
  readonly billedDurationMs: number;
  /** Present on a cold start only. */
  readonly initDurationMs?: number;
  /** Present on a SnapStart restore only. */
  readonly restoreDurationMs?: number;
  /** High-water mark of the execution environment, MB. */
  readonly maxMemoryUsedMb: number;
  /**
   * True for the first invocation of an execution environment: one with init or restore, or the
   * first that a new environment could serve (Lambda may initialise an environment ahead of the
   * request, and then reports no init). Never counted among the warm samples.
   */
  readonly isCold: boolean;
  /**
   * Which of the tier's concurrent sequences of invocations it belongs to, from 0. Samples of one
   * lane are mostly served by one execution environment, and so are correlated.
   */
  readonly lane: number;
  /** Which class of payloads it ran with, from 0; absent where there is one only. */
  readonly payloadClass?: number;
  /** True where the state machine invoked, because the function may outlast a step. */
  readonly isDirect?: boolean;
}

/** The samples that were served by a warm execution environment. */
export function warmSamples(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample) => !sample.isCold);
}

/** The samples that paid for a start of an execution environment. */
export function coldSamples(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample) => sample.isCold);
}

/** The samples of each class of payloads apart: classes differ, however steady each is. */
export function samplesByClass(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  return [...Map.groupBy(samples, ({ payloadClass = 0 }) => payloadClass).values()];
}

/** How long an invocation took, its start included, milliseconds. */
export function wholeRunMs({
  durationMs,
  initDurationMs = 0,
  restoreDurationMs = 0,
}: Sample): number {
  return durationMs + initDurationMs + restoreDurationMs;
}
