import * as z from 'zod/mini';
import { DAY_MS } from '../core/duration-units.ts';
import { tiersSchema } from '../core/measurement/tier.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionBaselineSchema } from '../core/production/production-move.ts';

/** Longest that an answer is kept, whatever age a request takes; the bucket's rule is the same. */
export const KNOWN_RESULT_LIFE_MS = 90 * DAY_MS;

const measuredSchema = z.strictObject({ tiers: tiersSchema, measuredAtMs: z.number() });

/** What an earlier run measured, and what became of it, kept under the fingerprint of its question, or of its function. */
export const knownResultSchema = z.extend(measuredSchema, {
  /** The run that its answer rested on as well: without it, the same question had another answer. */
  earlierRun: z.exactOptional(measuredSchema),
  /** What production takes since; absent until the first look at the answer. */
  production: z.exactOptional(productionBaselineSchema),
  /** A size that was applied for it and rolled back: production was worse than promised. */
  rolledBackPowerValue: z.exactOptional(powerValueSchema),
});

export type KnownResult = Readonly<z.infer<typeof knownResultSchema>>;
