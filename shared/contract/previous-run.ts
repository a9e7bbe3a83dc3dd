import * as z from 'zod/mini';
import { adviceSchema } from '../core/advice/advice.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { evidenceSchema } from './evidence.ts';
import { keptMeasurementSchema } from './kept-release.ts';

/** The latest run of a function, stored for the report of the next one. */
const previousRunSchema = z.strictObject({
  functionArn: z.string(),
  runId: z.string(),
  publishedAtMs: z.number(),
  strategy: z.string(),
  /** Present if the run measured cold starts. */
  coldStarts: z.exactOptional(z.literal(true)),
  powerValue: powerValueSchema,
  /** The size that this run applied, or an earlier one if the function still had it. */
  applied: z.exactOptional(
    z.strictObject({
      powerValue: powerValueSchema,
      appliedAtMs: z.number(),
      /** The version or alias that was tuned; absent if none was named. */
      qualifier: z.exactOptional(z.string()),
    }),
  ),
  verdict: z.pick(adviceSchema.shape.verdict, { kind: true, text: true }),
  /** Code hash of the function when it was measured. */
  codeSha256: z.string(),
  configurationDigest: z.string(),
  payloadDigest: z.exactOptional(z.string()),
  /** Estimates of the measured sizes. */
  sizes: evidenceSchema.shape.tiers,
});

/** The latest run of a function, stored for the report of the next one. */
export type PreviousRun = z.infer<typeof previousRunSchema>;

/** Index of a function's runs and their measurements. */
const keptRunsSchema = z.strictObject({
  functionArn: z.string(),
  /** Absent if only releases were compared so far. */
  latest: z.exactOptional(previousRunSchema),
  /** Where the samples of each release are stored, newest first. */
  measurements: z.readonly(z.array(keptMeasurementSchema)),
});

export type KeptRuns = Readonly<z.infer<typeof keptRunsSchema>>;

/** The index, or the form that an older release of the tuner wrote: only the latest run. */
export const storedRunsSchema = z.union([keptRunsSchema, previousRunSchema]);
