import * as z from 'zod/mini';
import { tiersSchema } from './tier.ts';

/** What an earlier run measured, kept under the fingerprint of its question. */
export const knownResultSchema = z.strictObject({
  tiers: tiersSchema,
  measuredAtMs: z.number(),
});
