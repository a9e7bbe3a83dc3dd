import * as z from 'zod/mini';

/**
 * One measured invocation of a tier, as its REPORT record states it. All durations in milliseconds.
 */
export const sampleSchema = z.strictObject({
  /** Run time of the handler; init and restore are not part of it. */
  durationMs: z.number(),
  /** What AWS charges for, init or restore included. */
  billedDurationMs: z.number(),
  /** Present on a cold start only. */
  initDurationMs: z.exactOptional(z.number()),
  /** Present on a SnapStart restore only. */
  restoreDurationMs: z.exactOptional(z.number()),
  /** High-water mark of the execution environment, MB. */
  maxMemoryUsedMb: z.number(),
  /**
   * True for the first invocation of an execution environment: one with init or restore, or the
   * first that a new environment could serve (Lambda may initialise an environment ahead of the
   * request, and then reports no init). Never counted among the warm samples.
   */
  isCold: z.boolean(),
  /**
   * Which of the tier's concurrent sequences of invocations it belongs to, from 0. Samples of one
   * lane are mostly served by one execution environment, and so are correlated.
   */
  lane: z.int(),
  /** Which class of payloads it ran with, from 0; absent where there is one only. */
  payloadClass: z.exactOptional(z.int()),
  /** True where the state machine invoked, because the function may outlast a step. */
  isDirect: z.exactOptional(z.boolean()),
});

export type Sample = Readonly<z.infer<typeof sampleSchema>>;

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
