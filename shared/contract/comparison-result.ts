import * as z from 'zod/mini';
import { comparisonSchema } from '../core/gate/release-comparison.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { releaseRowSchema } from './release-row.ts';

/** The output of an execution that compared two releases. Small and stable: other programs read it. */
export const comparisonResultSchema = z.strictObject({
  functionArn: z.string(),
  executionArn: z.string(),
  runId: z.string(),
  /** The size at which both were measured: the present one of the new release. */
  powerValue: powerValueSchema,
  verdict: z.strictObject({ kind: comparisonSchema.shape.kind, text: z.string() }),
  /** Why no more was measured. */
  reason: z.string(),
  /** The difference that was to be found, per cent. */
  differencePercent: z.number(),
  /** What was found; absent where both releases are the same, so that there was nothing to find. */
  comparison: z.exactOptional(comparisonSchema),
  /** The duration that the new release must keep by itself; absent where none was given. */
  limit: z.exactOptional(
    z.strictObject({
      durationMsMax: z.number(),
      percentile: z.number(),
      /** What was measured at this percentile, milliseconds. */
      durationMs: z.number(),
      isExceeded: z.boolean(),
    }),
  ),
  /** Where the old release was not measured beside the new one, but by an earlier run. */
  kept: z.exactOptional(
    z.strictObject({
      /** Milliseconds since the Unix epoch. */
      measuredAtMs: z.number(),
      /** Address of the report with its samples. */
      report: z.string(),
    }),
  ),
  releases: z.strictObject({ old: releaseRowSchema, new: releaseRowSchema }),
  /** What the invocations of the comparison cost, those that failed included. */
  tuningCostUsd: z.number(),
  invocationCount: z.int(),
  cleanUp: cleanUpOutputSchema,
  report: z.strictObject({ json: z.string() }),
});

export type ComparisonResult = z.infer<typeof comparisonResultSchema>;
