import * as z from 'zod/mini';

/** Which run a task works for. */
export const runSchema = z.strictObject({
  /** Short, stable name of the run: part of every clone's name and every key in the store. */
  runId: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  executionArn: z.string(),
  /** When the execution was started, milliseconds since the Unix epoch. */
  startedAtMs: z.number(),
});

export type Run = z.infer<typeof runSchema>;
