import * as z from 'zod/mini';
import { cleanUpOutput } from './clean-up.ts';
import { planSchema } from './plan-round.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { tuningRequestSchema } from './tuning-request.ts';

/** A failure as the state machine caught it. */
export const caughtFailureSchema = z.looseObject({ Error: z.string(), Cause: z.string() });

export const publishFailureInput = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  plan: planSchema,
  failure: caughtFailureSchema,
  /** What CleanUpAfterFailure did, or how it failed itself. */
  cleanUp: z.union([cleanUpOutput, caughtFailureSchema]),
});

/** What the execution fails with. */
export const publishFailureOutput = z.strictObject({ Error: z.string(), Cause: z.string() });

export type PublishFailureInput = z.infer<typeof publishFailureInput>;
export type PublishFailureOutput = z.infer<typeof publishFailureOutput>;
