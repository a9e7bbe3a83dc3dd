import * as z from 'zod/mini';

/** State of a circuit breaker, which all execution environments share through the store. */
export const breakerStateSchema = z.strictObject({
  /** Failures since the last success. */
  failureCount: z.int().check(z.gte(0)),
  /** When it was opened, or last let a probe through; null while it is closed. */
  openedAtMs: z.nullable(z.number().check(z.gte(0))),
  /** Why the last attempt failed. */
  reason: z.string(),
});

export type BreakerState = z.infer<typeof breakerStateSchema>;
