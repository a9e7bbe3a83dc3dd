import * as z from 'zod/mini';
import { comparisonSchema } from '../core/gate/release-comparison.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { releaseRowSchema } from './release-row.ts';

/**
 * The output of an execution that compared two releases. Small and stable, because other programs
 * read it.
 */
export const comparisonResultSchema = z.strictObject({
  functionArn: z.string(),
  executionArn: z.string(),
  runId: z.string(),
  /** The size at which both were measured: the new release's present one. */
  powerValue: powerValueSchema,
  verdict: z.strictObject({ kind: comparisonSchema.shape.kind, text: z.string() }),
  /** Why measuring ended. */
  reason: z.string(),
  /** The difference that the comparison had to detect, per cent. */
  differencePercent: z.number(),
  /** The result; absent if both releases are the same, so that nothing was compared. */
  comparison: z.exactOptional(comparisonSchema),
  /** The duration limit of the new release alone; absent if none was given. */
  limit: z.exactOptional(
    z.strictObject({
      durationMsMax: z.number(),
      percentile: z.number(),
      /** The measured duration at this percentile, milliseconds. */
      durationMs: z.number(),
      isExceeded: z.boolean(),
    }),
  ),
  /** Present if the old release was not measured in this run, but in an earlier one. */
  kept: z.exactOptional(
    z.strictObject({
      /** Milliseconds since the Unix epoch. */
      measuredAtMs: z.number(),
      /** Address of the report with its samples. */
      report: z.string(),
    }),
  ),
  releases: z.strictObject({ old: releaseRowSchema, new: releaseRowSchema }),
  /** Cost of the comparison's invocations, failed ones included. */
  tuningCostUsd: z.number(),
  invocationCount: z.int(),
  cleanUp: cleanUpOutputSchema,
  report: z.strictObject({ json: z.string() }),
});

export type ComparisonResult = z.infer<typeof comparisonResultSchema>;
