import * as z from 'zod/mini';
import { estimateSchema, shownEstimate } from '../planner/estimate.ts';
import type { PickedDecision, SizeEstimate, TierEstimate } from '../planner/tuning-decision.ts';
import { countText } from './figure-text.ts';

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
  /** 0 where the figures are the model's alone, or of cold starts. */
  warmSampleCount: z.int(),
  /** Cold starts that the figures rest on; present only where cold starts were measured. */
  coldSampleCount: z.exactOptional(z.int()),
});

/** One size with its figures as they are shown. */
export type ShownSize = z.infer<typeof shownSizeSchema>;

/**
 * The figures of a size as they are shown.
 *
 * @param sampleCount Samples that they rest on: warm ones, or cold starts where those were measured.
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

/** Samples that the figures of a size rest on. */
export function sampleCountOf({
  warmSampleCount,
  coldSampleCount = warmSampleCount,
}: Pick<ShownSize, 'warmSampleCount' | 'coldSampleCount'>): number {
  return coldSampleCount;
}

/** What one sample of a run is called. */
export function sampleNoun(coldStarts: boolean | undefined): string {
  return coldStarts ? 'cold start' : 'warm sample';
}

/** The samples that the figures of a size rest on, in words: `3 warm samples`, `5 cold starts`. */
export function samplesText(size: Pick<ShownSize, 'warmSampleCount' | 'coldSampleCount'>): string {
  return countText(sampleCountOf(size), sampleNoun(size.coldSampleCount !== undefined));
}

/** The measured sizes that may be recommended: allowed, and with a sample that counts. */
export function recommendableTiers({ tiers }: PickedDecision): readonly TierEstimate[] {
  return tiers.filter(({ claims, warmCount }) => claims !== undefined && warmCount > 0);
}

/** The present size as it is shown; `undefined` where it is not known. */
export function shownPresent({ present, tiers }: PickedDecision): ShownSize | undefined {
  const tier = tiers.find(({ powerValue }) => powerValue === present?.powerValue);
  return present && shownSize(present, tier?.warmCount ?? 0);
}
