import * as z from 'zod/mini';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const cleanUpInputSchema = z.strictObject({
  run: runSchema,
  target: targetFunctionSchema,
  /** True where the run goes on from the beginning: it keeps its lease and its payload. */
  isRestarting: z.boolean(),
});

/** What the journal listed, and what became of it. */
export const cleanUpOutputSchema = z.strictObject({
  deletedCloneCount: z.int(),
  /** Clones that could not be deleted now; their journal entries are kept. */
  leftClones: z.array(z.strictObject({ functionArn: z.string(), message: z.string() })),
});

export type CleanUpInput = z.infer<typeof cleanUpInputSchema>;
export type CleanUpOutput = z.infer<typeof cleanUpOutputSchema>;
