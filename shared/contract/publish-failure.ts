import * as z from 'zod/mini';
import { caughtFailureSchema } from './caught-failure.ts';
import { cleanUpOutput } from './clean-up.ts';
import { measuredRunFields } from './measured-run.ts';

export const publishFailureInput = z.strictObject({
  ...measuredRunFields,
  failure: caughtFailureSchema,
  /** What CleanUpAfterFailure did, or how it failed itself. */
  cleanUp: z.union([cleanUpOutput, caughtFailureSchema]),
});

/** What the execution fails with. */
export const publishFailureOutput = z.strictObject({ Error: z.string(), Cause: z.string() });

export type PublishFailureInput = z.infer<typeof publishFailureInput>;
export type PublishFailureOutput = z.infer<typeof publishFailureOutput>;
