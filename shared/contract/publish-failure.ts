import * as z from 'zod/mini';
import { caughtFailureSchema } from './caught-failure.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { measuredRunFields } from './measured-run.ts';

export const publishFailureInputSchema = z.strictObject({
  ...measuredRunFields,
  failure: caughtFailureSchema,
  /** What CleanUpAfterFailure did, or how it failed itself. */
  cleanUp: z.union([cleanUpOutputSchema, caughtFailureSchema]),
});

/** What the execution fails with. */
export const publishFailureOutputSchema = z.strictObject({ Error: z.string(), Cause: z.string() });

export type PublishFailureInput = z.infer<typeof publishFailureInputSchema>;
export type PublishFailureOutput = z.infer<typeof publishFailureOutputSchema>;
