import * as z from 'zod/mini';
import { caughtFailureSchema } from './caught-failure.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { measuredRunFields } from './measured-run.ts';

export const publishFailureInputSchema = z.strictObject({
  ...measuredRunFields,
  failure: caughtFailureSchema,
  /** Result of CleanUpAfterFailure, or its failure. */
  cleanUp: z.union([cleanUpOutputSchema, caughtFailureSchema]),
});

/** The error with which the execution fails. */
export const publishFailureOutputSchema = z.strictObject({ Error: z.string(), Cause: z.string() });

export type PublishFailureInput = z.infer<typeof publishFailureInputSchema>;
export type PublishFailureOutput = z.infer<typeof publishFailureOutputSchema>;
