import * as z from 'zod/mini';
import { driftSchema } from '../core/advice/drift.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { productionPictureSchema } from '../core/production/production-picture.ts';
import { carriedSchema } from './carried.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { targetFunctionSchema } from './target-function.ts';

export const recallResultInputSchema = z.strictObject({
  request: tuningRequestSchema,
  target: targetFunctionSchema,
  production: productionPictureSchema,
  payload: carriedSchema,
});

/**
 * What the last run of the function measured: evidence, but no answer. Where the answer is known, what
 * it rested on.
 */
export const earlierRunSchema = z.strictObject({
  /** Its tiers; an empty list where there was none, or where fresh measurements are asked for. */
  tiers: carriedSchema,
  /** When they were measured, milliseconds since the Unix epoch; 0 where there was none. */
  measuredAtMs: z.number(),
});

/** `isKnown` stands beside the tiers, so that the state machine can choose by it. */
export const recallResultOutputSchema = z.strictObject({
  isKnown: z.boolean(),
  /** Digest of everything the answer depends on; the key under which it is kept. */
  fingerprint: z.string(),
  /** SHA-256 of the payload's JSON, or of the list of several; absent where an older release looked. */
  payloadDigest: z.exactOptional(z.string()),
  /** The measured tiers of the earlier run; an empty list where there was none. */
  tiers: carriedSchema,
  /** When they were measured, milliseconds since the Unix epoch; 0 where there was none. */
  measuredAtMs: z.number(),
  /** Digest of what runs of the same function have in common, whatever its code. */
  functionFingerprint: z.string(),
  earlierRun: earlierRunSchema,
  drift: driftSchema,
  /** A size that an earlier run applied and rolled back. */
  rolledBackPowerValue: z.exactOptional(powerValueSchema),
});

export type EarlierRun = z.infer<typeof earlierRunSchema>;
export type RecallResultInput = z.infer<typeof recallResultInputSchema>;
export type RecallResultOutput = z.infer<typeof recallResultOutputSchema>;
