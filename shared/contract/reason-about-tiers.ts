import * as z from 'zod/mini';
import { adviceSchema } from '../core/advice/advice.ts';
import { architectureAdviceSchema } from '../core/advice/architecture-advice.ts';
import { driftSchema } from '../core/advice/drift.ts';
import { improvementSchema } from '../core/planner/improvement.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionPictureSchema } from '../core/production/production-picture.ts';
import { carriedSchema } from './carried.ts';
import { evidenceSchema } from './evidence.ts';
import { reasoningSchema } from './reasoning.ts';
import { earlierRunSchema } from './recall-result.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { targetFunctionSchema } from './target-function.ts';

export const reasonAboutTiersInputSchema = z.strictObject({
  request: tuningRequestSchema,
  target: targetFunctionSchema,
  tiers: carriedSchema,
  production: productionPictureSchema,
  earlierRun: earlierRunSchema,
  drift: driftSchema,
  /** True if the tiers come from an earlier run; the answer is then expected at once. */
  isRecalled: z.boolean(),
});

/** The advice of a run, and why. */
export const decisionSchema = z.strictObject({
  /**
   * The size to use: another one if the verdict is `change`, otherwise the present one if it works.
   */
  powerValue: powerValueSchema,
  ...adviceSchema.shape,
  /** Whether a move to the other architecture is worth it; absent if that was not asked for. */
  architecture: z.exactOptional(architectureAdviceSchema),
  /** Explanation in plain words for the person who has to agree; begins with the verdict. */
  rationale: z.string(),
  /** Whether the rules or a model reasoned. */
  reasoner: z.enum(['rules', 'model']),
  reasoning: reasoningSchema,
  production: productionPictureSchema,
  evidence: evidenceSchema,
  /**
   * Improvement of the chosen size over the present one; absent if the present one does not work at
   * all.
   */
  improvement: z.exactOptional(improvementSchema),
});

export type Decision = z.infer<typeof decisionSchema>;

export type ReasonAboutTiersInput = z.infer<typeof reasonAboutTiersInputSchema>;
