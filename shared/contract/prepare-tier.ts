import * as z from 'zod/mini';
import { tierOutcomeSchema } from '../core/measurement/tier.ts';
import { measurementSchema } from '../core/planner/measurement.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const prepareTierInputSchema = z.strictObject({
  run: runSchema,
  /** The release to compare with, where the clone is one of it. */
  target: targetFunctionSchema,
  measurement: measurementSchema,
});

/** What a tier is measured on. */
export const cloneSchema = z.strictObject({
  functionArn: z.string(),
  /** `$LATEST`, or the published version where the target has SnapStart. */
  qualifier: z.string(),
});

/** `isPrepared` stands beside the details, so that the state machine can choose by it. */
export const prepareTierOutputSchema = z.discriminatedUnion('isPrepared', [
  z.strictObject({ isPrepared: z.literal(true), clone: cloneSchema }),
  z.strictObject({ isPrepared: z.literal(false), outcome: tierOutcomeSchema }),
]);

export type PrepareTierInput = z.infer<typeof prepareTierInputSchema>;
export type PrepareTierOutput = z.infer<typeof prepareTierOutputSchema>;
