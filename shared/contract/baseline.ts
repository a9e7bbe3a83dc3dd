import * as z from 'zod/mini';
import { targetFunctionSchema } from './target-function.ts';

/** The release that the target is compared with. */
export const baselineSchema = z.strictObject({
  /** As Lambda has it at its version; measured on clones of its own, at the target's size. */
  target: targetFunctionSchema,
});

export type Baseline = z.infer<typeof baselineSchema>;
