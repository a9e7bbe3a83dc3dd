import * as z from 'zod/mini';
import { carriedSchema } from './carried.ts';
import { powerTuningWishSchema } from './power-tuning-wish.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';

/** The execution's own input, unchanged, and what Step Functions says about the execution. */
export const validatePermissionsInputSchema = z.strictObject({
  input: z.unknown(),
  execution: z.strictObject({ id: z.string(), startTime: z.string() }),
});

/** Whether the roles of the tasks may do what the run needs. */
export const preflightSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allowed') }),
  /** IAM did not answer, or its answer depends on facts that a simulation cannot know. */
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
]);

export type Preflight = z.infer<typeof preflightSchema>;

/** What every later task gets to know about the run. */
export const validatePermissionsOutputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  payload: carriedSchema,
  /** Null if the input was written for this tuner. */
  powerTuning: z.nullable(powerTuningWishSchema),
  preflight: preflightSchema,
});

export type ValidatePermissionsInput = z.infer<typeof validatePermissionsInputSchema>;
export type ValidatePermissionsOutput = z.infer<typeof validatePermissionsOutputSchema>;
