import * as z from 'zod/mini';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const cleanUpInputSchema = z.strictObject({
  run: runSchema,
  target: targetFunctionSchema,
  /** True if the run starts over: it then keeps its lease and its payload. */
  isRestarting: z.boolean(),
});

/** The clones in the journal that were deleted, and those that were not. */
export const cleanUpOutputSchema = z.strictObject({
  deletedCloneCount: z.int(),
  /** Clones that could not be deleted now; their journal entries are kept. */
  leftClones: z.array(z.strictObject({ functionArn: z.string(), message: z.string() })),
});

export type CleanUpInput = z.infer<typeof cleanUpInputSchema>;
export type CleanUpOutput = z.infer<typeof cleanUpOutputSchema>;
