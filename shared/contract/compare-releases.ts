import * as z from 'zod/mini';
import { baselineSchema } from './baseline.ts';
import { carriedSchema } from './carried.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const compareReleasesInputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  baseline: baselineSchema,
  /** Why measuring ended. */
  reason: z.string(),
  tiers: carriedSchema,
  cleanUp: cleanUpOutputSchema,
});

export type CompareReleasesInput = z.infer<typeof compareReleasesInputSchema>;
