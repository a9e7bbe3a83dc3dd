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

/**
 * - `recommended`: the request did not ask for the change, or production did not bear it before.
 * - `unchanged`: the function already has this size.
 * - `applied`: written; VerifyConfig reads it back.
 * - `notWorthwhile`: the change would bring less than was asked for, or nothing but noise.
 * - `superseded`: the function was changed during the run, so nothing was written.
 */
export const applicationSchema = z.strictObject({
  kind: z.enum(['recommended', 'unchanged', 'applied', 'notWorthwhile', 'superseded']),
  powerValue: powerValueSchema,
  message: z.string(),
});

export type Application = z.infer<typeof applicationSchema>;

export const applyConfigOutputSchema = applicationSchema;

export type ApplyConfigInput = z.infer<typeof applyConfigInputSchema>;
