import * as z from 'zod/mini';
import { carriedSchema } from './carried.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { planSchema, restartSchema } from './plan-round.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { watchSchema } from './watch-production.ts';

/** The execution's own input, as it came, and what Step Functions says of the execution. */
export const validatePermissionsInputSchema = z.strictObject({
  input: z.unknown(),
  execution: z.strictObject({ id: z.string(), startTime: z.string() }),
});

/** Whether the roles of the tasks may do what the run needs. */
export const preflightSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allowed') }),
  /** IAM could not be asked, or the answer depends on what a simulation cannot know. */
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
]);

export type Preflight = z.infer<typeof preflightSchema>;

/** The state of the run as all later tasks find it. */
export const validatePermissionsOutputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  payload: carriedSchema,
  preflight: preflightSchema,
  /** Nothing planned yet. */
  plan: planSchema,
  /** Results of the latest round: none yet. */
  round: z.array(z.unknown()),
  /** Not begun again yet. */
  restart: restartSchema,
  /** Nothing decided and nothing applied yet; a run that fails says how far it came. */
  decision: z.null(),
  application: z.null(),
  aliasMove: aliasMoveSchema,
  watch: watchSchema,
});

export type ValidatePermissionsInput = z.infer<typeof validatePermissionsInputSchema>;
export type ValidatePermissionsOutput = z.infer<typeof validatePermissionsOutputSchema>;
