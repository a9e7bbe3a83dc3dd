import * as z from 'zod/mini';
import { keptReleaseSchema, type ReleaseFacts } from './kept-release.ts';
import { targetFunctionSchema } from './target-function.ts';

/** The release that the target is compared with. */
export const baselineSchema = z.union([
  z.strictObject({
    /**
     * The release from Lambda, at its version; measured on its own clones, at the target's size.
     */
    target: targetFunctionSchema,
  }),
  z.strictObject({
    /**
     * The release from an earlier run: Lambda no longer has it, or the request names that run's
     * report.
     */
    kept: keptReleaseSchema,
  }),
]);

export type Baseline = z.infer<typeof baselineSchema>;

/** Returns the old release, from Lambda or from an earlier run. */
export function oldRelease(baseline: Baseline): ReleaseFacts {
  return 'kept' in baseline ? baseline.kept.release : baseline.target;
}
