import * as z from 'zod/mini';
import { productionPictureSchema } from '../core/production/production-picture.ts';
import { baselineSchema } from './baseline.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

export const resolveFunctionInputSchema = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
});

export const resolveFunctionOutputSchema = z.strictObject({
  target: targetFunctionSchema,
  /** The release that it is compared with; null if there is none, absent from an older release. */
  baseline: z.optional(z.nullable(baselineSchema)),
  /** Most invocations that this run may have in flight, all tiers together. */
  concurrencyMax: z.int(),
  /** How production used the function recently. */
  production: productionPictureSchema,
});

export type ResolveFunctionInput = z.infer<typeof resolveFunctionInputSchema>;
export type ResolveFunctionOutput = z.infer<typeof resolveFunctionOutputSchema>;
