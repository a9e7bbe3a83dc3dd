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
 * How far the measuring of a tier has come in this round. Other fields, as older releases kept, are
 * left out.
 */
export const tierProgressSchema = z.object({
  samples: z.array(sampleSchema),
  errorCount: z.int(),
  errorBilledDurationMs: z.number(),
  /** Invocations that failed since the last one that did not. */
  consecutiveErrorCount: z.int(),
  /** Steps taken, the present one included. */
  stepCount: z.int(),
  /** Steps since the last answer of the function: all they met was throttling. */
  idleStepCount: z.int(),
  /** An invocation was given up before the function's time-out: none is any more. */
  hasOutlastedBound: z.boolean(),
  /** Lanes whose next invocation may meet the successor of an environment that died. */
  lanesAfterDeath: z.array(z.int()),
});

export type TierProgress = z.infer<typeof tierProgressSchema>;

/** What Step Functions brought back from an invocation of its own. */
const directInvocationSchema = z.union([
  z.strictObject({
    requestId: z.string(),
    logResult: z.string(),
    /** What the function answered; present where a post-processor wants it. */
    answer: z.exactOptional(z.unknown()),
  }),
  z.strictObject({ Error: z.string(), Cause: z.exactOptional(z.string()) }),
]);

export type DirectInvocation = z.infer<typeof directInvocationSchema>;

/** Stands for an answer of another shape: whether the function ran is not known. */
export const MALFORMED_ANSWER = 'MalformedAnswer';

/** An invocation by the state machine; null where it made none. What is malformed is no failure. */
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
  /** What earlier steps of this round measured; null in the first. */
  progress: z.nullable(carriedSchema),
  /** The answer to an invocation that the state machine made; null where it made none. */
  direct: openInvocationSchema,
});

/**
 * - `complete`: the tier is measured, or cannot be.
 * - `continue`: this step's time is up; go on in another one.
 * - `invokeDirectly`: one invocation may outlast a step, so the state machine makes it.
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

/** Which round a result is of: results of the latest one may not be in the plan yet. */
const roundField = { round: z.int() };

/** What a result is of. */
export const tierFields = {
  powerValue: powerValueSchema,
  /** Null or absent where it is a size of the target. */
  release: z.optional(z.nullable(releaseCloneSchema)),
  /** Null or absent on the architecture that the target has. */
  architecture: z.optional(z.nullable(architectureSchema)),
};

/** What one iteration of the Map returns: a tier, a size that was refused, or a caught failure. */
export const tierResultSchema = z.union([
  z.strictObject({ ...roundField, tier: carriedSchema }),
  z.strictObject({ ...roundField, ...tierFields, outcome: tierOutcomeSchema }),
  z.strictObject({
    ...roundField,
    ...tierFields,
    /** What was measured before the failure. */
    progress: z.nullable(carriedSchema),
    /** An invocation that was made, and that no step could judge any more. */
    direct: openInvocationSchema,
    failure: caughtFailureSchema,
  }),
]);

export type TierResult = z.infer<typeof tierResultSchema>;
