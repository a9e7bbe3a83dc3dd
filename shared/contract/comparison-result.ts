import * as z from 'zod/mini';
import { comparisonSchema } from '../core/gate/release-comparison.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { cleanUpOutputSchema } from './clean-up.ts';

/** One release as a person reads it. */
const releaseRowSchema = z.strictObject({
  /** A version, an alias, or `$LATEST`. */
  qualifier: z.string(),
  codeSha256: z.string(),
  /** The size that this release has itself, which may differ from the one of the comparison. */
  memoryMb: powerValueSchema,
  /** Clones that were measured, each with one execution environment. */
  cloneCount: z.int(),
  warmSampleCount: z.int(),
  /** Invocations that failed. */
  errorCount: z.int(),
  /** All clones together; absent where none was measured. Durations in milliseconds. */
  figures: z.exactOptional(
    z.strictObject({
      durationMsMedian: z.number(),
      durationMsP95: z.number(),
      costUsdPerMillion: z.number(),
      startDurationMsMedian: z.exactOptional(z.number()),
      maxMemoryUsedMb: z.number(),
    }),
  ),
});

export type ReleaseRow = z.infer<typeof releaseRowSchema>;

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
  releases: z.strictObject({ old: releaseRowSchema, new: releaseRowSchema }),
  /** What the invocations of the comparison cost, those that failed included. */
  tuningCostUsd: z.number(),
  invocationCount: z.int(),
  cleanUp: cleanUpOutputSchema,
  report: z.strictObject({ json: z.string() }),
});

export type ComparisonResult = z.infer<typeof comparisonResultSchema>;
