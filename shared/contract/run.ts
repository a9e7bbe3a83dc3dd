import * as z from 'zod/mini';
import { digestOf } from '../core/digest.ts';

/** The run that a task works for. */
export const runSchema = z.strictObject({
  /** Short, stable name of the run: part of every clone's name and every key in the store. */
  runId: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  executionArn: z.string(),
  /** When the execution was started, milliseconds since the Unix epoch. */
  startedAtMs: z.number(),
});

/** Long enough to distinguish all runs of an account, and short enough for a clone's name. */
const RUN_ID_LENGTH = 12;

/** Returns the run id of an execution; always the same for the same execution. */
export function runIdOf(executionArn: string): string {
  return digestOf(executionArn).slice(0, RUN_ID_LENGTH);
}

export type Run = z.infer<typeof runSchema>;
