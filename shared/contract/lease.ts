import * as z from 'zod/mini';

/** The run that may tune a function now; stored as one object per function. */
export const leaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('held'),
    runId: z.string(),
    executionArn: z.string(),
    functionArn: z.string(),
    acquiredAtMs: z.number(),
    /** When even the longest run has ended, milliseconds since the Unix epoch. */
    expiresAtMs: z.number(),
  }),
  /** The function is free; names its last run. Kept because a deletion could not be conditional. */
  z.strictObject({
    kind: z.literal('free'),
    runId: z.string(),
    /** Absent once Sweep has finished with that run, and no report of it is due. */
    executionArn: z.exactOptional(z.string()),
  }),
]);

export type Lease = z.infer<typeof leaseSchema>;
export type HeldLease = Extract<Lease, { kind: 'held' }>;
