import * as z from 'zod/mini';
import { keptReleaseSchema, type ReleaseFacts } from './kept-release.ts';
import { targetFunctionSchema } from './target-function.ts';

/** The release that the target is compared with. */
export const baselineSchema = z.union([
  z.strictObject({
    /** As Lambda has it at its version; measured on clones of its own, at the target's size. */
    target: targetFunctionSchema,
  }),
  z.strictObject({
    /** As an earlier run measured it: Lambda does not have it any more, or that run was asked for. */
    kept: keptReleaseSchema,
  }),
]);

export type Baseline = z.infer<typeof baselineSchema>;

/** The old release, wherever it is known from. */
export function oldRelease(baseline: Baseline): ReleaseFacts {
  return 'kept' in baseline ? baseline.kept.release : baseline.target;
}
