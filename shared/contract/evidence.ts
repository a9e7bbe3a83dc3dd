import * as z from 'zod/mini';
import { type Architecture, architectureSchema } from '../core/architecture.ts';
import { definedOnly } from '../core/defined-only.ts';
import { estimateSchema, shownEstimate, shownValue } from '../core/planner/estimate.ts';
import type { Improvement } from '../core/planner/improvement.ts';
import type { PickedDecision, SizeEstimate } from '../core/planner/tuning-decision.ts';
import { powerValueSchema } from '../core/power-value.ts';
import type { EarlierRun } from './recall-result.ts';

/** Estimates of one size; amounts for a million invocations. */
const sizeEvidenceSchema = z.strictObject({
  powerValue: powerValueSchema,
  durationMs: estimateSchema,
  costUsdPerMillion: estimateSchema,
});

/** Estimates of the function, and how far the rules' choice can be trusted. */
export const evidenceSchema = z.strictObject({
  /** Probability that no allowed size is more than 5 % better. */
  probabilityRegretUnder5Percent: z.number(),
  /** Expected regret: how much worse than the best allowed size the choice is, as a fraction. */
  expectedRegret: z.number(),
  /** Probability that a tolerance or limit is kept; 1 for other strategies. */
  probabilityPromiseKept: z.number(),
  /** Up to this size, doubling the memory shortens the duration by at least 29 %. */
  kneeMb: z.exactOptional(z.number()),
  /** The measured sizes. */
  tiers: z.readonly(z.array(sizeEvidenceSchema)),
  /** The fitted curve, ascending by size; empty if cold starts were measured. */
  curve: z.readonly(z.array(sizeEvidenceSchema)),
  /** The last run of the function, with other code; absent if there was none. */
  earlierRun: z.exactOptional(
    z.strictObject({
      /** When it measured, milliseconds since the Unix epoch. */
      measuredAtMs: z.number(),
      /** Whether its durations count; false if this run contradicts them. */
      isUsed: z.boolean(),
    }),
  ),
  /** Estimates of the other architecture; absent if nothing was measured there. */
  otherArchitecture: z.exactOptional(
    z.strictObject({
      architecture: architectureSchema,
      tiers: z.readonly(z.array(sizeEvidenceSchema)),
      curve: z.readonly(z.array(sizeEvidenceSchema)),
    }),
  ),
  /** What the tuning cost, in invocations at the cheapest size. */
  optimumInvocations: z.number(),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** Most points of the curve in a result, enough for a chart. */
const CURVE_POINT_COUNT_MAX = 32;

/** The decision from the measurements on the architecture that the function does not have. */
export interface OtherDecision {
  readonly architecture: Architecture;
  readonly decision: PickedDecision;
}

/**
 * Returns the evidence of a decision for the result, with that of the other architecture, if it was
 * measured.
 */
export function evidenceOf(
  decision: PickedDecision,
  { measuredAtMs }: Pick<EarlierRun, 'measuredAtMs'>,
  other?: OtherDecision,
): Evidence {
  const { isEarlierRunUsed: isUsed } = decision;
  return {
    probabilityRegretUnder5Percent: shownValue(decision.probabilityRegretUnder5Percent),
    expectedRegret: shownValue(decision.expectedRegret),
    probabilityPromiseKept: shownValue(decision.probabilityPromiseKept),
    ...definedOnly({ kneeMb: decision.kneeMb }),
    ...sizesOf(decision),
    ...(other && {
      otherArchitecture: { architecture: other.architecture, ...sizesOf(other.decision) },
    }),
    ...(measuredAtMs > 0 && isUsed !== undefined && { earlierRun: { measuredAtMs, isUsed } }),
    optimumInvocations: shownValue(decision.exploration.optimumInvocations),
  };
}

/** Rounds the figures of an improvement for the result. */
export function improvementEvidence({
  percent,
  probability,
  durationRatio,
  isPresentAllowed,
}: Improvement): Improvement {
  return {
    percent: shownEstimate(percent),
    probability: shownValue(probability),
    durationRatio: shownEstimate(durationRatio),
    isPresentAllowed,
  };
}

function sizesOf({ tiers, curve, coldStarts }: PickedDecision): Pick<Evidence, 'tiers' | 'curve'> {
  return {
    tiers: tiers.map(sizeEvidence),
    curve: coldStarts ? [] : thinned(curve).map(sizeEvidence),
  };
}

function sizeEvidence({ powerValue, durationMs, costUsd }: SizeEstimate) {
  return {
    powerValue,
    durationMs: shownEstimate(durationMs),
    costUsdPerMillion: shownEstimate(costUsd, 1e6),
  };
}

/** Picks evenly spaced values, including the first and the last one. */
function thinned<T>(values: readonly T[]): readonly T[] {
  const count = Math.min(values.length, CURVE_POINT_COUNT_MAX);
  const step = (values.length - 1) / Math.max(1, count - 1);
  const chosen = new Set(Array.from({ length: count }, (_, index) => Math.round(index * step)));
  return values.filter((_, index) => chosen.has(index));
}
