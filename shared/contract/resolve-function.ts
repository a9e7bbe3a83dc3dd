import * as z from 'zod/mini';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';
import { tuningRequestSchema } from './tuning-request.ts';

export const resolveFunctionInput = z.strictObject({
  request: tuningRequestSchema,
  run: runSchema,
});

export const resolveFunctionOutput = z.strictObject({
  target: targetFunctionSchema,
  /** Invocations that this run may have in flight, all tiers together. */
  concurrencyMax: z.int(),
});

export type ResolveFunctionInput = z.infer<typeof resolveFunctionInput>;
export type ResolveFunctionOutput = z.infer<typeof resolveFunctionOutput>;
