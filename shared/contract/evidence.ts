import * as z from 'zod/mini';
import { type Architecture, architectureSchema } from '../core/architecture.ts';
import { definedOnly } from '../core/defined-only.ts';
import { estimateSchema, shownEstimate, shownValue } from '../core/planner/estimate.ts';
import type { Improvement } from '../core/planner/improvement.ts';
import type { PickedDecision, SizeEstimate } from '../core/planner/tuning-decision.ts';
import { powerValueSchema } from '../core/power-value.ts';
import type { EarlierRun } from './recall-result.ts';

/** What is believed of one size; amounts for a million invocations. */
const sizeEvidenceSchema = z.strictObject({
  powerValue: powerValueSchema,
  durationMs: estimateSchema,
  costUsdPerMillion: estimateSchema,
});

/** What is believed of the function, and how far to trust the pick of the rules. */
export const evidenceSchema = z.strictObject({
  /** How likely it is that no allowed size is more than 5 % better. */
  probabilityRegretUnder5Percent: z.number(),
  /** How much worse than the best allowed size the choice is expected to be, as a fraction. */
  expectedRegret: z.number(),
  /** How likely it is that a tolerance or limit is kept; 1 for other strategies. */
  probabilityPromiseKept: z.number(),
  /** Up to here, more memory pays at least half in time. */
  kneeMb: z.exactOptional(z.number()),
  /** The measured sizes. */
  tiers: z.readonly(z.array(sizeEvidenceSchema)),
  /** The fitted curve, ascending by size; empty where cold starts were measured. */
  curve: z.readonly(z.array(sizeEvidenceSchema)),
  /** The last run of the function, of other code; absent where there was none. */
  earlierRun: z.exactOptional(
    z.strictObject({
      /** When it measured, milliseconds since the Unix epoch. */
      measuredAtMs: z.number(),
      /** Whether its durations count: not where this run contradicts them. */
      isUsed: z.boolean(),
    }),
  ),
  /** The same of the other architecture; absent where nothing was measured there. */
  otherArchitecture: z.exactOptional(
    z.strictObject({
      architecture: architectureSchema,
      tiers: z.readonly(z.array(sizeEvidenceSchema)),
      curve: z.readonly(z.array(sizeEvidenceSchema)),
    }),
  ),
  /** What the tuning took, in invocations at the cheapest size. */
  optimumInvocations: z.number(),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** Points of the curve that a result carries: enough for a chart. */
const CURVE_POINT_COUNT_MAX = 32;

/** What was decided by the measurements on the architecture that the function does not have. */
export interface OtherDecision {
  readonly architecture: Architecture;
  readonly decision: PickedDecision;
}

/** What of a decision goes into the result, and of that on the other architecture, where there is one. */
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

/** An improvement as a result carries it. */
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

/** Evenly chosen, first and last included. */
function thinned<T>(values: readonly T[]): readonly T[] {
  const count = Math.min(values.length, CURVE_POINT_COUNT_MAX);
  const step = (values.length - 1) / Math.max(1, count - 1);
  const chosen = new Set(Array.from({ length: count }, (_, index) => Math.round(index * step)));
  return values.filter((_, index) => chosen.has(index));
}
