import * as z from 'zod/mini';
import { warmSamples } from '../core/measurement/sample.ts';
import type { Tier } from '../core/measurement/tier.ts';
import { type CostBasis, tierFigures } from '../core/measurement/tier-figures.ts';
import { powerValueSchema } from '../core/power-value.ts';
import type { TargetFunction } from './target-function.ts';

/** The figures of one release for a person. */
export const releaseRowSchema = z.strictObject({
  /** A version, an alias, or `$LATEST`. */
  qualifier: z.string(),
  codeSha256: z.string(),
  /** The release's own size, which may differ from that of the comparison. */
  memoryMb: powerValueSchema,
  /** Clones that were measured; in a comparison, each has one execution environment. */
  cloneCount: z.int(),
  warmSampleCount: z.int(),
  /** Invocations that failed. */
  errorCount: z.int(),
  /** Figures of all clones together, durations in milliseconds; absent if none was measured. */
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

/** Sums up the measurements of a release at one size. */
export function releaseRow(
  {
    qualifier = '$LATEST',
    codeSha256,
    memoryMb,
  }: Pick<TargetFunction, 'qualifier' | 'codeSha256' | 'memoryMb'>,
  tiers: readonly Tier[],
  basis: CostBasis,
): ReleaseRow {
  const measured = tiers.filter(({ outcome }) => outcome.kind === 'measured');
  const samples = measured.flatMap((tier) => tier.samples);
  const [first] = measured;
  const figures = first && tierFigures({ ...first, samples }, basis);
  return {
    qualifier,
    codeSha256,
    memoryMb,
    cloneCount: measured.length,
    warmSampleCount: warmSamples(samples).length,
    errorCount: tiers.reduce((sum, { errorCount }) => sum + errorCount, 0),
    ...(figures !== undefined && {
      figures: {
        durationMsMedian: figures.durationMs.median,
        durationMsP95: figures.durationMs.p95,
        costUsdPerMillion: figures.costUsdMean * 1e6,
        ...(figures.startDurationMsMedian !== undefined && {
          startDurationMsMedian: figures.startDurationMsMedian,
        }),
        maxMemoryUsedMb: figures.maxMemoryUsedMb,
      },
    }),
  };
}
