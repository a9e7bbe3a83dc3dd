import * as z from 'zod/mini';
import { driftSchema } from '../core/advice/drift.ts';
import { architectureSchema } from '../core/architecture.ts';
import { tierOutcomeSchema } from '../core/measurement/tier.ts';
import { estimateSchema } from '../core/planner/estimate.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { applicationSchema } from './apply-config.ts';
import { cleanUpOutputSchema } from './clean-up.ts';
import { aliasMoveSchema } from './move-alias.ts';
import { decisionSchema } from './reason-about-tiers.ts';
import { definitionSchema } from './target-function.ts';
import { preflightSchema } from './validate-permissions.ts';
import { verificationSchema } from './verify-config.ts';
import { watchSchema } from './watch-production.ts';

/** One tier for a person. All durations in milliseconds, amounts in USD. */
const tierRowSchema = z.strictObject({
  powerValue: powerValueSchema,
  /** Absent for the function's own architecture. */
  architecture: z.exactOptional(architectureSchema),
  outcome: tierOutcomeSchema,
  warmSampleCount: z.int(),
  coldSampleCount: z.int(),
  errorCount: z.int(),
  /** Estimates of the size, as everywhere in the result; absent if it has no sample. */
  estimate: z.exactOptional(
    z.strictObject({ durationMs: estimateSchema, costUsdPerMillion: estimateSchema }),
  ),
  /** Measured figures, of warm samples or of cold starts; absent if the tier has none. */
  figures: z.exactOptional(
    z.strictObject({
      durationMsMean: z.number(),
      durationMsMedian: z.number(),
      durationMsP95: z.number(),
      billedDurationMsMean: z.number(),
      costUsdPerMillion: z.number(),
      startDurationMsMedian: z.exactOptional(z.number()),
      maxMemoryUsedMb: z.number(),
    }),
  ),
});

export type TierRow = z.infer<typeof tierRowSchema>;

/** The output of a successful execution. Small and stable, because other programs read it. */
export const tuningResultSchema = z.strictObject({
  functionArn: z.string(),
  executionArn: z.string(),
  runId: z.string(),
  /** Present if every duration and cost is of a cold start, initialisation included. */
  coldStarts: z.exactOptional(z.literal(true)),
  /** The size to use: see `decision.verdict`. */
  powerValue: powerValueSchema,
  /** The size that the function had when the run began. */
  powerValueBefore: powerValueSchema,
  /** Where the memory size is defined, so that a change lasts; absent if unknown. */
  definedBy: z.exactOptional(definitionSchema),
  /** The goal in words, and the model's understanding of it; absent if none was given. */
  goal: z.exactOptional(z.strictObject({ text: z.string(), understood: z.string() })),
  /** What has changed since an earlier run without a release; absent if nothing has. */
  drift: z.exactOptional(driftSchema),
  decision: decisionSchema,
  application: applicationSchema,
  verification: verificationSchema,
  /** What happened to the alias, if the change was for one. */
  aliasMove: aliasMoveSchema,
  /** How production did afterwards, if it was watched. */
  watch: watchSchema,
  /**
   * How the answer was found: recalled from an earlier run, measured in the tuner's own steps, or
   * (some of it) measured by the state machine itself, because the function may run longer than a
   * step.
   */
  path: z.enum(['recalled', 'measured', 'measuredDirectly']),
  /** True if an earlier run had answered the same question, and nothing was measured. */
  isRecalled: z.boolean(),
  /** True if the function was released during the run, and measured again from the beginning. */
  isRestarted: z.boolean(),
  preflight: preflightSchema,
  tiers: z.array(tierRowSchema),
  /** The sizes on the other architecture; absent if none was measured there. */
  otherTiers: z.exactOptional(z.array(tierRowSchema)),
  /** Cost of this run's own invocations, failed ones included. */
  tuningCostUsd: z.number(),
  invocationCount: z.int(),
  /** Where the prices come from. */
  price: z.strictObject({
    source: z.string(),
    date: z.string(),
    region: z.string(),
    architecture: z.string(),
    isPublished: z.boolean(),
  }),
  cleanUp: cleanUpOutputSchema,
  report: z.strictObject({ json: z.string(), html: z.string() }),
});

export type TuningResult = z.infer<typeof tuningResultSchema>;
