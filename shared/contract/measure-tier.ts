import * as z from 'zod/mini';
import { architectureSchema } from '../core/architecture.ts';
import { releaseCloneSchema } from '../core/measurement/release-clone.ts';
import { sampleSchema } from '../core/measurement/sample.ts';
import { tierOutcomeSchema } from '../core/measurement/tier.ts';
import { measurementSchema } from '../core/planner/measurement.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { carriedSchema } from './carried.ts';
import { caughtFailureSchema } from './caught-failure.ts';
import { cloneSchema } from './prepare-tier.ts';
import { tuningRequestSchema } from './request-fields.ts';
import { runSchema } from './run.ts';
import { targetFunctionSchema } from './target-function.ts';

/**
 * How far the measuring of a tier has come in this round. Unknown fields, which older releases
 * wrote, are dropped.
 */
export const tierProgressSchema = z.object({
  samples: z.array(sampleSchema),
  errorCount: z.int(),
  errorBilledDurationMs: z.number(),
  /** Failed invocations since the last successful one. */
  consecutiveErrorCount: z.int(),
  /** Number of steps so far, the present one included. */
  stepCount: z.int(),
  /** Steps in a row without an answer of the function, because Lambda throttled everything. */
  idleStepCount: z.int(),
  /** True once an invocation was abandoned before the function's timeout; no later one is. */
  hasOutlastedBound: z.boolean(),
  /** Lanes whose next invocation may meet the replacement of an environment that died. */
  lanesAfterDeath: z.array(z.int()),
});

export type TierProgress = z.infer<typeof tierProgressSchema>;

/** The result of an invocation that Step Functions made itself. */
const directInvocationSchema = z.union([
  z.strictObject({
    requestId: z.string(),
    logResult: z.string(),
    /** The function's answer; present if a post-processor needs it. */
    answer: z.exactOptional(z.unknown()),
  }),
  z.strictObject({ Error: z.string(), Cause: z.exactOptional(z.string()) }),
]);

export type DirectInvocation = z.infer<typeof directInvocationSchema>;

/** Stands for an answer of another shape, which leaves open whether the function ran. */
export const MALFORMED_ANSWER = 'MalformedAnswer';

/**
 * An invocation by the state machine; null if it made none. A malformed one does not fail the
 * parsing.
 */
export const openInvocationSchema = z.catch(z.nullable(directInvocationSchema), {
  Error: MALFORMED_ANSWER,
  Cause: 'Step Functions handed over an answer without request id and log, and without an error',
});

export const measureTierInputSchema = z.strictObject({
  run: runSchema,
  target: targetFunctionSchema,
  clone: cloneSchema,
  payload: carriedSchema,
  request: tuningRequestSchema,
  measurement: measurementSchema,
  /** Progress of the earlier steps of this round; null in the first one. */
  progress: z.nullable(carriedSchema),
  /** The result of an invocation that the state machine made; null if it made none. */
  direct: openInvocationSchema,
});

/**
 * - `complete`: the tier is measured, or cannot be.
 * - `continue`: this step's time is up; another step continues.
 * - `invokeDirectly`: one invocation may take longer than a step, so the state machine makes it.
 */
export const measureTierOutputSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('complete'), tier: carriedSchema }),
  z.strictObject({ status: z.literal('continue'), progress: carriedSchema }),
  z.strictObject({
    status: z.literal('invokeDirectly'),
    progress: carriedSchema,
    payload: z.unknown(),
  }),
]);

export type MeasureTierInput = z.infer<typeof measureTierInputSchema>;
export type MeasureTierOutput = z.infer<typeof measureTierOutputSchema>;

/** The round of a result: results of the latest one may not be in the plan yet. */
const roundField = { round: z.int() };

/** Fields that identify the tier of a result. */
export const tierFields = {
  powerValue: powerValueSchema,
  /** Null or absent unless the tier belongs to a comparison of releases. */
  release: z.optional(z.nullable(releaseCloneSchema)),
  /** Null or absent for the target's own architecture. */
  architecture: z.optional(z.nullable(architectureSchema)),
};

/** The result of one iteration of the Map: a tier, a size that was refused, or a caught failure. */
export const tierResultSchema = z.union([
  z.strictObject({ ...roundField, tier: carriedSchema }),
  z.strictObject({ ...roundField, ...tierFields, outcome: tierOutcomeSchema }),
  z.strictObject({
    ...roundField,
    ...tierFields,
    /** Measurements from before the failure. */
    progress: z.nullable(carriedSchema),
    /** An invocation that was made, but that no step could judge before the failure. */
    direct: openInvocationSchema,
    failure: caughtFailureSchema,
  }),
]);

export type TierResult = z.infer<typeof tierResultSchema>;
