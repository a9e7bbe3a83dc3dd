import * as z from 'zod/mini';
import { measurementSchema } from '../core/planner/measurement.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionPictureSchema } from '../core/production/production-picture.ts';
import { baselineSchema } from './baseline.ts';
import { carriedSchema } from './carried.ts';
import { earlierRunSchema } from './recall-result.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

/** What to measure next, and what has been measured so far. */
export const planSchema = z.strictObject({
  /** Rounds planned so far, this one included. */
  round: z.int(),
  /**
   * Rounds that measured the function in its present state; absent before the first, and after a
   * restart.
   */
  roundsDone: z.optional(z.int()),
  /**
   * Rounds of those on the architecture that the function does not have; absent before the first.
   */
  otherRoundsDone: z.optional(z.int()),
  isComplete: z.boolean(),
  /** True once a tier could not be prepared because the function was changed. */
  isOutdated: z.boolean(),
  reason: z.string(),
  measurements: z.readonly(z.array(measurementSchema)),
  /** Sizes whose clones were made before it was known whether they would be measured. */
  ahead: z.optional(z.readonly(z.array(powerValueSchema))),
  /** All tiers of all rounds so far. */
  tiers: carriedSchema,
});

/** Whether the run restarted, and its measurements from before that, which are of other code. */
export const restartSchema = z.strictObject({
  count: z.int(),
  discardedTiers: carriedSchema,
});

export type Plan = z.infer<typeof planSchema>;

export const planRoundInputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
  target: targetFunctionSchema,
  production: productionPictureSchema,
  /** The release that the target is compared with; null or absent if sizes are tried. */
  baseline: z.optional(z.nullable(baselineSchema)),
  concurrencyMax: z.int(),
  earlierRun: earlierRunSchema,
  plan: planSchema,
  /** Results of the previous round's measurements, each a `TierResult`. */
  round: z.array(z.unknown()),
});

export type PlanRoundInput = z.infer<typeof planRoundInputSchema>;
