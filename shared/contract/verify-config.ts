import * as z from 'zod/mini';
import { applicationSchema } from './apply-config.ts';
import { targetFunctionSchema } from './target-function.ts';
import { powerValueSchema } from './tier.ts';

export const verifyConfigInput = z.strictObject({
  target: targetFunctionSchema,
  application: applicationSchema,
});

/** `verified`: the function was read back with the applied size. `notNeeded`: nothing was written. */
export const verificationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notNeeded') }),
  z.strictObject({ kind: z.literal('verified'), powerValue: powerValueSchema }),
  z.strictObject({ kind: z.literal('overwritten'), message: z.string() }),
]);

export const verifyConfigOutput = verificationSchema;

export type VerifyConfigInput = z.infer<typeof verifyConfigInput>;
export type Verification = z.infer<typeof verificationSchema>;
