import * as z from 'zod/mini';

/** The hold of a run that was throttled for lack of concurrency; stored as one object per run. */
export const holdSchema = z.strictObject({
  /** Nothing may be invoked before this time, milliseconds since the Unix epoch. */
  untilMs: z.number().check(z.gte(0)),
  /** Throttled invocations in a row, this one included. */
  refusalCount: z.int().check(z.gte(1)),
});

export type Hold = z.infer<typeof holdSchema>;
