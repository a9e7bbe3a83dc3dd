import * as z from 'zod/mini';

/** How a run is held back for want of concurrency; kept in the store, one object for each run. */
export const holdSchema = z.strictObject({
  /** Nothing is to be invoked before it, milliseconds since the Unix epoch. */
  untilMs: z.number().check(z.gte(0)),
  /** Refusals in a row, this one included. */
  refusalCount: z.int().check(z.gte(1)),
});

export type Hold = z.infer<typeof holdSchema>;
