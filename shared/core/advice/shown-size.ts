import * as z from 'zod/mini';
import { estimateSchema, shownEstimate } from '../planner/estimate.ts';
import type { PickedDecision, SizeEstimate, TierEstimate } from '../planner/tuning-decision.ts';
import { countText } from './figure-text.ts';

/** One size with the figures of every table, sentence and chart: estimates with 90 % intervals. */
export const shownSizeSchema = z.strictObject({
  memoryMb: z.int(),
  durationMs: estimateSchema,
  costUsdPerMillion: estimateSchema,
  /** Duration at the percentile of the limit, milliseconds; only with the strategy `limit`. */
  percentileMs: z.exactOptional(estimateSchema),
  /** 0 if the figures come from the fitted curve alone, or describe cold starts. */
  warmSampleCount: z.int(),
  /** Number of cold starts behind the figures; present only if cold starts were measured. */
  coldSampleCount: z.exactOptional(z.int()),
});

/** One size with its figures, rounded for display. */
export type ShownSize = z.infer<typeof shownSizeSchema>;

/**
 * Rounds the figures of a size for display.
 *
 * @param sampleCount Samples behind the figures: warm ones, or cold starts if those were measured.
 */
export function shownSize(
  { powerValue, coldStarts, durationMs, costUsd, percentileMs }: SizeEstimate,
  sampleCount: number,
): ShownSize {
  return {
    memoryMb: powerValue,
    durationMs: shownEstimate(durationMs),
    costUsdPerMillion: shownEstimate(costUsd, 1e6),
    ...(percentileMs && { percentileMs: shownEstimate(percentileMs) }),
    ...(coldStarts
      ? { warmSampleCount: 0, coldSampleCount: sampleCount }
      : { warmSampleCount: sampleCount }),
  };
}

/** Returns the number of samples behind the figures of a size. */
export function sampleCountOf({
  warmSampleCount,
  coldSampleCount = warmSampleCount,
}: Pick<ShownSize, 'warmSampleCount' | 'coldSampleCount'>): number {
  return coldSampleCount;
}

/** Returns the noun for one sample of a run. */
export function sampleNoun(coldStarts: boolean | undefined): string {
  return coldStarts ? 'cold start' : 'warm sample';
}

/** States the number of samples behind the figures of a size: `3 warm samples`, `5 cold starts`. */
export function samplesText(size: Pick<ShownSize, 'warmSampleCount' | 'coldSampleCount'>): string {
  return countText(sampleCountOf(size), sampleNoun(size.coldSampleCount !== undefined));
}

/** Returns the measured sizes that may be recommended: allowed, with a sample that counts. */
export function recommendableTiers({ tiers }: PickedDecision): readonly TierEstimate[] {
  return tiers.filter(({ claims, warmCount }) => claims !== undefined && warmCount > 0);
}

/** Returns the present size for display; `undefined` if it is not known. */
export function shownPresent({ present, tiers }: PickedDecision): ShownSize | undefined {
  const tier = tiers.find(({ powerValue }) => powerValue === present?.powerValue);
  return present && shownSize(present, tier?.warmCount ?? 0);
}
