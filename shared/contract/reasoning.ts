import * as z from 'zod/mini';

/** Suggestions that a reasoner may make besides the memory size. */
export const FOLLOW_UP_KINDS = [
  'arm64',
  'timeout',
  'provisionedConcurrency',
  'snapStart',
  'memoryLeakSuspected',
  'requestFeeDominates',
  'splitPayloadClasses',
  'raiseAccountLimit',
] as const;

/** Longest rationale, characters: as much as a colleague would still read. */
export const RATIONALE_LENGTH_MAX = 1_200;

/** Longest risk, and longest reason of a follow-up, characters. */
export const REMARK_LENGTH_MAX = 240;

export const REMARK_COUNT_MAX = 5;

export const CONFIDENCES = ['low', 'medium', 'high'] as const;

const remarkSchema = z.string().check(
  z.trim(),
  z.minLength(1, { error: 'must not be empty' }),
  z.maxLength(REMARK_LENGTH_MAX, {
    error: `must have at most ${REMARK_LENGTH_MAX} characters`,
  }),
);

const tooMany = { error: `must have at most ${REMARK_COUNT_MAX} entries` };

const followUpSchema = z.strictObject({
  kind: z.enum(FOLLOW_UP_KINDS, { error: `must be one of ${FOLLOW_UP_KINDS.join(', ')}` }),
  reason: remarkSchema,
});

/**
 * A model's answer. Whether the size is a candidate, and the figures are known, is checked later.
 */
export const modelAnswerSchema = z.strictObject({
  powerValueMb: z.int({ error: 'must be an integer' }),
  confidence: z.enum(CONFIDENCES, { error: `must be one of ${CONFIDENCES.join(', ')}` }),
  rationale: z.string().check(
    z.trim(),
    z.minLength(1, { error: 'must not be empty' }),
    z.maxLength(RATIONALE_LENGTH_MAX, {
      error: `must have at most ${RATIONALE_LENGTH_MAX} characters`,
    }),
  ),
  risks: z.array(remarkSchema).check(z.maxLength(REMARK_COUNT_MAX, tooMany)),
  followUps: z.array(followUpSchema).check(z.maxLength(REMARK_COUNT_MAX, tooMany)),
});

export type ModelAnswer = z.infer<typeof modelAnswerSchema>;

/** Tokens, cost and duration of asking a model, whatever the outcome. */
export const modelUseSchema = z.strictObject({
  modelId: z.string(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  /** True if the stream was ended before the model reported its token count. */
  isEstimated: z.boolean(),
  /** Absent if no price is configured. */
  costUsd: z.exactOptional(z.number()),
  durationMs: z.number(),
  /** True if an earlier run had asked the same; nothing was spent then. */
  isFromCache: z.boolean(),
});

export type ModelUse = z.infer<typeof modelUseSchema>;

/**
 * Why no model reasoned.
 *
 * - `notConfigured`: the tuner was deployed without one.
 * - `unavailable`: it could not be asked, or broke off.
 * - `tooSlow`: it did not answer in time.
 * - `refused`, `blocked`: it refused to answer, or a guardrail blocked it.
 * - `cutOff`: its answer was longer than allowed.
 * - `invalidAnswer`: it answered twice, and neither answer could be used.
 */
const MODEL_UNUSED_KINDS = [
  'notConfigured',
  'unavailable',
  'tooSlow',
  'refused',
  'blocked',
  'cutOff',
  'invalidAnswer',
] as const;

/** Who reasoned, further remarks, and why no model was used, if none was. */
export const reasoningSchema = z.strictObject({
  /** Absent if the rules reasoned. */
  confidence: z.exactOptional(z.enum(CONFIDENCES)),
  risks: z.readonly(z.array(z.string())),
  followUps: z.readonly(z.array(followUpSchema)),
  /** Sizes that could have been chosen. */
  candidates: z.readonly(z.array(z.int())),
  /** The size that the rules would have chosen. */
  rulesPowerValue: z.int(),
  modelUse: z.exactOptional(modelUseSchema),
  /** Absent if a model reasoned. */
  modelUnused: z.exactOptional(
    z.strictObject({ kind: z.enum(MODEL_UNUSED_KINDS), message: z.string() }),
  ),
});

export type Reasoning = z.infer<typeof reasoningSchema>;
export type ModelUnused = NonNullable<Reasoning['modelUnused']>;
