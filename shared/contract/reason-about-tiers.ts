import * as z from 'zod/mini';
import { improvementSchema } from '../core/planner/improvement.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionPictureSchema } from '../core/production/production-picture.ts';
import { carriedSchema } from './carried.ts';
import { evidenceSchema } from './evidence.ts';
import { productionReportSchema } from './production-report.ts';
import { reasoningSchema } from './reasoning.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { targetFunctionSchema } from './target-function.ts';

export const reasonAboutTiersInputSchema = z.strictObject({
  request: tuningRequestSchema,
  target: targetFunctionSchema,
  tiers: carriedSchema,
  production: productionPictureSchema,
  /** True if the tiers come from an earlier run: then the model gets little time. */
  isRecalled: z.boolean(),
});

/** The size to recommend, and why. */
export const decisionSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** In plain words, for the person who has to agree. */
  rationale: z.string(),
  /** Who reasoned. */
  reasoner: z.enum(['rules', 'model']),
  reasoning: reasoningSchema,
  production: productionReportSchema,
  evidence: evidenceSchema,
  /** Against the size the function has now; absent where that one does not work at all. */
  improvement: z.exactOptional(improvementSchema),
});

export type Decision = z.infer<typeof decisionSchema>;

export const reasonAboutTiersOutputSchema = decisionSchema;

export type ReasonAboutTiersInput = z.infer<typeof reasonAboutTiersInputSchema>;
