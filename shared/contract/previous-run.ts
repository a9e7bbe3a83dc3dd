import * as z from 'zod/mini';
import { adviceSchema } from '../core/advice/advice.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { evidenceSchema } from './evidence.ts';
import { keptMeasurementSchema } from './kept-release.ts';

/** What is kept of the latest run of a function, for the report of the next one. */
const previousRunSchema = z.strictObject({
  functionArn: z.string(),
  runId: z.string(),
  publishedAtMs: z.number(),
  strategy: z.string(),
  /** Present where it measured cold starts. */
  coldStarts: z.exactOptional(z.literal(true)),
  powerValue: powerValueSchema,
  /** The size that this run applied, or an earlier one where the function still had it. */
  applied: z.exactOptional(
    z.strictObject({
      powerValue: powerValueSchema,
      appliedAtMs: z.number(),
      /** The version or alias that was tuned; absent where none was named. */
      qualifier: z.exactOptional(z.string()),
    }),
  ),
  verdict: z.pick(adviceSchema.shape.verdict, { kind: true, text: true }),
  /** Of the function as it was measured. */
  codeSha256: z.string(),
  configurationDigest: z.string(),
  payloadDigest: z.exactOptional(z.string()),
  /** What was believed of the measured sizes. */
  sizes: evidenceSchema.shape.tiers,
});

/** What is kept of the latest run of a function, for the report of the next one. */
export type PreviousRun = z.infer<typeof previousRunSchema>;

/** What is kept of the runs of a function: the index of what they measured. */
const keptRunsSchema = z.strictObject({
  functionArn: z.string(),
  /** Absent where only releases were compared so far. */
  latest: z.exactOptional(previousRunSchema),
  /** Where the samples of each release are, the newest first. */
  measurements: z.readonly(z.array(keptMeasurementSchema)),
});

export type KeptRuns = Readonly<z.infer<typeof keptRunsSchema>>;

/** The same as an older release of the tuner wrote it: the latest run alone. */
export const storedRunsSchema = z.union([keptRunsSchema, previousRunSchema]);
