import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { planSchema, restartSchema } from './plan-round.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { watchSchema } from './watch-production.ts';

/** Fields that the state of a run holds once its function is resolved. */
export const measuredRunFields = {
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  plan: planSchema,
  /** Results of the latest round, which may not be in the plan yet. */
  round: z.array(z.unknown()),
  restart: restartSchema,
  /** Null if the run did not get that far. */
  decision: z.nullable(decisionSchema),
  application: z.nullable(applicationSchema),
  aliasMove: aliasMoveSchema,
  watch: watchSchema,
};

export const measuredRunSchema = z.strictObject(measuredRunFields);

/** The state of a run that ended without a result. */
export type MeasuredRun = z.infer<typeof measuredRunSchema>;
