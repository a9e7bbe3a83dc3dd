import * as z from 'zod/mini';
import { estimateSchema, shownEstimate } from '../planner/estimate.ts';
import type { PickedDecision, SizeEstimate, TierEstimate } from '../planner/tuning-decision.ts';

/**
 * One size with the figures that every table, sentence and chart shows of it: estimates, each with
 * its 90 % interval.
 */
export const shownSizeSchema = z.strictObject({
  memoryMb: z.int(),
  durationMs: estimateSchema,
  costUsdPerMillion: estimateSchema,
  /** Duration at the percentile of the limit, milliseconds; only with the strategy `limit`. */
  percentileMs: z.exactOptional(estimateSchema),
  /** 0 where the figures are the model's alone. */
  warmSampleCount: z.int(),
});

/** One size with its figures as they are shown. */
export type ShownSize = z.infer<typeof shownSizeSchema>;

/** The figures of a size as they are shown. */
export function shownSize(
  { powerValue, durationMs, costUsd, percentileMs }: SizeEstimate,
  warmSampleCount: number,
): ShownSize {
  return {
    memoryMb: powerValue,
    durationMs: shownEstimate(durationMs),
    costUsdPerMillion: shownEstimate(costUsd, 1e6),
    ...(percentileMs && { percentileMs: shownEstimate(percentileMs) }),
    warmSampleCount,
  };
}

/** The measured sizes that may be recommended: allowed, and with a warm sample. */
export function recommendableTiers({ tiers }: PickedDecision): readonly TierEstimate[] {
  return tiers.filter(({ claims, warmCount }) => claims !== undefined && warmCount > 0);
}

/** The present size as it is shown; `undefined` where it is not known. */
export function shownPresent({ present, tiers }: PickedDecision): ShownSize | undefined {
  const tier = tiers.find(({ powerValue }) => powerValue === present?.powerValue);
  return present && shownSize(present, tier?.warmCount ?? 0);
}
