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

/** Beginning of the message for a change that is advised, but was not requested. */
export const NOT_ASKED_TEXT = 'Not applied, as the request did not ask for it';

/**
 * - `applied`: written; VerifyConfig reads it back.
 * - `unchanged`: the present size stays.
 * - `notApplied`: a change is advised but was not requested, or the verdict advises no change, or
 *   an earlier change to this size made production worse.
 * - `superseded`: the function was changed during the run, so nothing was written.
 */
export const applicationSchema = z.strictObject({
  kind: z.enum(['applied', 'unchanged', 'notApplied', 'superseded']),
  /** The size that the function has afterwards; with `notApplied`, the size to use. */
  powerValue: powerValueSchema,
  message: z.string(),
});

export type Application = z.infer<typeof applicationSchema>;

export type ApplyConfigInput = z.infer<typeof applyConfigInputSchema>;
