import * as z from 'zod/mini';

/** One measured invocation of a tier, from its REPORT record. All durations in milliseconds. */
export const sampleSchema = z.strictObject({
  /** Duration of the handler, without init and restore. */
  durationMs: z.number(),
  /** Billed duration, init or restore included. */
  billedDurationMs: z.number(),
  /** Present on a cold start only. */
  initDurationMs: z.exactOptional(z.number()),
  /** Present on a SnapStart restore only. */
  restoreDurationMs: z.exactOptional(z.number()),
  /** High-water mark of the execution environment, MB. */
  maxMemoryUsedMb: z.number(),
  /**
   * True for the first invocation of an execution environment: one with init or restore, or the
   * first one that a new environment could have served. (Lambda may initialise an environment
   * before the request, and then reports no init.) Cold samples never count as warm.
   */
  isCold: z.boolean(),
  /**
   * Number of the lane, from 0: which of the tier's concurrent sequences of invocations it belongs
   * to. One environment serves most samples of a lane, so they are correlated.
   */
  lane: z.int(),
  /** Payload class of the event, from 0; absent if there is only one. */
  payloadClass: z.exactOptional(z.int()),
  /** True if the state machine invoked it, because it may take longer than a step. */
  isDirect: z.exactOptional(z.boolean()),
});

export type Sample = Readonly<z.infer<typeof sampleSchema>>;

/** Returns the samples that a warm execution environment served. */
export function warmSamples(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample) => !sample.isCold);
}

/** Returns the samples that included the start of an execution environment. */
export function coldSamples(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample) => sample.isCold);
}

/** Groups samples by payload class, whose durations differ even if each is steady. */
export function samplesByClass(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  return [...Map.groupBy(samples, ({ payloadClass = 0 }) => payloadClass).values()];
}

/** Returns how long an invocation took, init or restore included, milliseconds. */
export function wholeRunMs({
  durationMs,
  initDurationMs = 0,
  restoreDurationMs = 0,
}: Sample): number {
  return durationMs + initDurationMs + restoreDurationMs;
}
