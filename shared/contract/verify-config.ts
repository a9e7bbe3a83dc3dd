import * as z from 'zod/mini';
import { powerValueSchema } from '../core/power-value.ts';
import { applicationSchema } from './apply-config.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { targetFunctionSchema } from './target-function.ts';

export const verifyConfigInputSchema = z.strictObject({
  request: tuningRequestSchema,
  target: targetFunctionSchema,
  application: applicationSchema,
});

/**
 * - `notNeeded`: nothing was written.
 * - `verified`: the function was read back with the applied size, at `verifiedAtMs` (milliseconds
 *   since the Unix epoch).
 * - `overwritten`: the function was changed right afterwards.
 */
export const verificationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notNeeded') }),
  z.strictObject({
    kind: z.literal('verified'),
    powerValue: powerValueSchema,
    verifiedAtMs: z.number(),
    /** How long to watch production from now on; 0 if the request does not ask for it. */
    watchSeconds: z.int(),
  }),
  z.strictObject({ kind: z.literal('overwritten'), message: z.string() }),
]);

export type VerifyConfigInput = z.infer<typeof verifyConfigInputSchema>;
export type Verification = z.infer<typeof verificationSchema>;
