import * as z from 'zod/mini';
import { DAY_MS } from '../core/duration-units.ts';
import { tiersSchema } from '../core/measurement/tier.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionBaselineSchema } from '../core/production/production-move.ts';

/**
 * Longest life of an answer, milliseconds, whatever age a request accepts; the bucket's lifecycle
 * rule is the same.
 */
export const KNOWN_RESULT_LIFE_MS = 90 * DAY_MS;

const measuredSchema = z.strictObject({ tiers: tiersSchema, measuredAtMs: z.number() });

/**
 * The measurements of an earlier run, and what happened afterwards. Stored under the fingerprint of
 * its question, or of its function.
 */
export const knownResultSchema = z.extend(measuredSchema, {
  /**
   * The earlier run that the answer also used; without it, the same question would have another
   * answer.
   */
  earlierRun: z.exactOptional(measuredSchema),
  /** Durations in production since then; absent until the first look at the answer. */
  production: z.exactOptional(productionBaselineSchema),
  /** A size that was applied and rolled back, because production was worse than promised. */
  rolledBackPowerValue: z.exactOptional(powerValueSchema),
});

export type KnownResult = Readonly<z.infer<typeof knownResultSchema>>;
