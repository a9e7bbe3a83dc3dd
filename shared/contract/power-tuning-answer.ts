import * as z from 'zod/mini';
import { definedOnly } from '../core/defined-only.ts';
import { powerValueSchema } from '../core/power-value.ts';
import type { PowerTuningWish } from './power-tuning-wish.ts';
import { type TuningResult, tuningResultSchema } from './tuning-result.ts';

const statSchema = z.strictObject({
  value: powerValueSchema,
  averagePrice: z.number(),
  averageDuration: z.number(),
});

/**
 * The answer in the format of aws-lambda-power-tuning, with the tuner's own result under `tuning`.
 */
export const powerTuningAnswerSchema = z.strictObject({
  power: powerValueSchema,
  /** Cost of an invocation, USD, request fee included. */
  cost: z.number(),
  /** Duration of an invocation, milliseconds. */
  duration: z.number(),
  stateMachine: z.strictObject({
    /**
     * State transitions at list price, USD; an estimate, because retries and further rounds are
     * unknown.
     */
    executionCost: z.number(),
    /** All invocations of clones at list prices, USD. */
    lambdaCost: z.number(),
    visualization: z.string(),
  }),
  stats: z.exactOptional(z.readonly(z.array(statSchema))),
  /** Parameters that had another effect than in aws-lambda-power-tuning. */
  notes: z.readonly(z.array(z.string())),
  tuning: tuningResultSchema,
});

export type PowerTuningAnswer = z.infer<typeof powerTuningAnswerSchema>;

/** Price of a state transition, USD (Step Functions pricing, us-east-1). */
export const TRANSITION_USD = 2.5e-5;

/** Transitions of a run with one round, and of each size that it measures, without retries. */
const RUN_TRANSITIONS = 19;
const SIZE_TRANSITIONS = 6;

const MILLION = 1e6;

/** The page that shows the sizes, durations and costs in its link. */
const VISUALIZATION_URL = 'https://lambda-power-tuning.show/';

/** Converts a result into the format of aws-lambda-power-tuning. */
export function powerTuningAnswer(
  result: TuningResult,
  { hasStats, notes }: PowerTuningWish,
): PowerTuningAnswer {
  const { recommended } = result.decision.picks;
  const stats = result.decision.evidence.tiers.map((tier) => ({
    value: tier.powerValue,
    averagePrice: tier.costUsdPerMillion.median / MILLION,
    averageDuration: tier.durationMs.median,
  }));
  const measuredCount = result.isRecalled ? 0 : result.tiers.length;
  return definedOnly({
    power: result.powerValue,
    cost: recommended.costUsdPerMillion.median / MILLION,
    duration: recommended.durationMs.median,
    stateMachine: {
      executionCost: TRANSITION_USD * (RUN_TRANSITIONS + SIZE_TRANSITIONS * measuredCount),
      lambdaCost: result.tuningCostUsd,
      visualization: visualizationUrl(stats),
    },
    stats: hasStats ? stats : undefined,
    notes,
    tuning: result,
  });
}

/**
 * Encodes the figures in the link's hash: 16-bit sizes, and 32-bit durations and costs,
 * little-endian, in Base64.
 */
function visualizationUrl(stats: readonly z.infer<typeof statSchema>[]): string {
  const parts = [
    Int16Array.from(stats, ({ value }) => value),
    Float32Array.from(stats, ({ averageDuration }) => averageDuration),
    Float32Array.from(stats, ({ averagePrice }) => averagePrice),
  ].map(({ buffer }) => Buffer.from(buffer).toString('base64'));
  return `${VISUALIZATION_URL}#${parts.join(';')}`;
}
