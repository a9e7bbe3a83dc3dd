import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { cleanUpOutput } from './clean-up.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { planSchema, restartSchema } from './plan-round.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { watchSchema } from './watch-production.ts';

/** A failure as the state machine caught it. */
export const caughtFailureSchema = z.looseObject({ Error: z.string(), Cause: z.string() });

export const publishFailureInput = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  plan: planSchema,
  /** Results of the latest round, which may not be in the plan yet. */
  round: z.array(z.unknown()),
  restart: restartSchema,
  /** Null where the run did not come so far. */
  decision: z.nullable(decisionSchema),
  application: z.nullable(applicationSchema),
  aliasMove: aliasMoveSchema,
  watch: watchSchema,
  failure: caughtFailureSchema,
  /** What CleanUpAfterFailure did, or how it failed itself. */
  cleanUp: z.union([cleanUpOutput, caughtFailureSchema]),
});

/** What the execution fails with. */
export const publishFailureOutput = z.strictObject({ Error: z.string(), Cause: z.string() });

export type PublishFailureInput = z.infer<typeof publishFailureInput>;
export type PublishFailureOutput = z.infer<typeof publishFailureOutput>;
