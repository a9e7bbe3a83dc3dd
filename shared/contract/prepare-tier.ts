import * as z from 'zod/mini';
import { tierOutcomeSchema } from '../core/measurement/tier.ts';
import { measurementSchema } from '../core/planner/measurement.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const prepareTierInputSchema = z.strictObject({
  run: runSchema,
  /** The function to clone; in a comparison, possibly the old release. */
  target: targetFunctionSchema,
  measurement: measurementSchema,
});

/** The clone on which a tier is measured. */
export const cloneSchema = z.strictObject({
  functionArn: z.string(),
  /** `$LATEST`, or the published version if the target has SnapStart. */
  qualifier: z.string(),
});

/** `isPrepared` is beside the details, so that the state machine can choose by it. */
export const prepareTierOutputSchema = z.discriminatedUnion('isPrepared', [
  z.strictObject({ isPrepared: z.literal(true), clone: cloneSchema }),
  z.strictObject({ isPrepared: z.literal(false), outcome: tierOutcomeSchema }),
]);

export type PrepareTierInput = z.infer<typeof prepareTierInputSchema>;
export type PrepareTierOutput = z.infer<typeof prepareTierOutputSchema>;
