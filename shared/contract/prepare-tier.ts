import * as z from 'zod/mini';
import { architectureSchema } from '../core/architecture.ts';
import { releaseCloneSchema } from '../core/measurement/release-clone.ts';
import { tierOutcomeSchema } from '../core/measurement/tier.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const prepareTierInputSchema = z.strictObject({
  run: runSchema,
  target: targetFunctionSchema,
  powerValue: powerValueSchema,
  /** Which clone of a release to make, of which `target` is the function then; null for a size. */
  release: z.optional(z.nullable(releaseCloneSchema)),
  /** What the clone is to run on; null or absent for the architecture of `target`. */
  architecture: z.optional(z.nullable(architectureSchema)),
  /** Among the tiers of the round, from 0: clones are made a few at a time. */
  position: z.int().check(z.gte(0)),
  /** When its clone may be made, milliseconds since the Unix epoch; null: by its position. */
  createAtMs: z.nullable(z.number()),
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
