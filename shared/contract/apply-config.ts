import * as z from 'zod/mini';
import { powerValueSchema } from '../core/power-value.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { recallResultOutputSchema } from './recall-result.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { targetFunctionSchema } from './target-function.ts';

export const applyConfigInputSchema = z.strictObject({
  request: tuningRequestSchema,
  target: targetFunctionSchema,
  decision: decisionSchema,
  recall: recallResultOutputSchema,
});

/** How the message begins where a change is advised and was not asked for, and nothing else is in its way. */
export const NOT_ASKED_TEXT = 'Not applied, as the request did not ask for it';

/**
 * - `applied`: written; VerifyConfig reads it back.
 * - `unchanged`: the present size stays.
 * - `notApplied`: a change is advised and was not asked for, or the verdict is no advice to change,
 *   or production was worse with this size before.
 * - `superseded`: the function was changed during the run, so nothing was written.
 */
export const applicationSchema = z.strictObject({
  kind: z.enum(['applied', 'unchanged', 'notApplied', 'superseded']),
  /** The size the function has afterwards; with `notApplied`, the size to use. */
  powerValue: powerValueSchema,
  message: z.string(),
});

export type Application = z.infer<typeof applicationSchema>;

export type ApplyConfigInput = z.infer<typeof applyConfigInputSchema>;
