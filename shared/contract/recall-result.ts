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
 * The measurements of the function's last run, which are evidence, but no answer. If the answer is
 * recalled, the measurements that it used.
 */
export const earlierRunSchema = z.strictObject({
  /**
   * Its tiers; an empty list if there was no such run, or the request asks for fresh measurements.
   */
  tiers: carriedSchema,
  /** When they were measured, milliseconds since the Unix epoch; 0 if there was no such run. */
  measuredAtMs: z.number(),
});

/** `isKnown` is beside the tiers, so that the state machine can choose by it. */
export const recallResultOutputSchema = z.strictObject({
  isKnown: z.boolean(),
  /** Digest of everything the answer depends on; the key under which it is stored. */
  fingerprint: z.string(),
  /**
   * SHA-256 of the payload's JSON, or of the list of several; absent if an older release computed
   * this.
   */
  payloadDigest: z.exactOptional(z.string()),
  /** The measured tiers of the earlier run; an empty list if there was none. */
  tiers: carriedSchema,
  /** When they were measured, milliseconds since the Unix epoch; 0 if there was no earlier run. */
  measuredAtMs: z.number(),
  /** Digest of what all runs of the same function share, whatever its code. */
  functionFingerprint: z.string(),
  earlierRun: earlierRunSchema,
  drift: driftSchema,
  /** A size that an earlier run applied and rolled back. */
  rolledBackPowerValue: z.exactOptional(powerValueSchema),
});

export type EarlierRun = z.infer<typeof earlierRunSchema>;
export type RecallResultInput = z.infer<typeof recallResultInputSchema>;
export type RecallResultOutput = z.infer<typeof recallResultOutputSchema>;
