import * as z from 'zod/mini';
import { type Estimate, INTERVAL_DEVIATIONS, shownValue } from '../planner/estimate.ts';
import { CONFIRMING_WARM_COUNT } from '../planner/pick.ts';
import { countText, usdText } from './figure-text.ts';
import { type ShownSize, sampleCountOf } from './shown-size.ts';
import { costOf } from './size-score.ts';

/** Schema of a run that would settle an open question. */
export const settlingSchema = z.strictObject({
  powerValues: z.readonly(z.array(z.int())),
  sampleCount: z.int(),
  /** Present if the question is about cold starts. */
  coldStarts: z.exactOptional(z.literal(true)),
  /** Invocations, cold ones included. */
  invocationCount: z.int(),
  /** Counts the cold invocations that warm up the environments at the price of warm ones. */
  costUsd: z.number(),
});

/** A run that would settle an open question, and what it costs. */
export type Settling = z.infer<typeof settlingSchema>;

/** A gain counts as clear if it exceeds this many standard deviations (80 %). */
const DEVIATIONS_WANTED = 0.84;

const SAMPLE_COUNT_DEFAULT = 10;
const SAMPLE_COUNT_MAX = 100;

/** Cold invocations at each size: such a run starts two environments. */
const COLD_COUNT = 2;

/**
 * Plans a run that can tell the sizes apart: the standard deviation of a mean falls with the square
 * root of the number of samples.
 *
 * @param gainPercent Expected gain of one size over the other; `undefined` if only samples are
 *   missing.
 */
export function settlingRun(
  compared: readonly ShownSize[],
  gainPercent: Estimate | undefined,
): Settling {
  const sizes = [...new Map(compared.map((size) => [size.memoryMb, size])).values()];
  const countBefore = Math.max(1, ...sizes.map(sampleCountOf));
  const sampleCount =
    gainPercent === undefined ? CONFIRMING_WARM_COUNT : sampleCountFor(gainPercent, countBefore);
  const isOfColdStarts = sizes.some(({ coldSampleCount }) => coldSampleCount !== undefined);
  const perSize = sampleCount + (isOfColdStarts ? 0 : COLD_COUNT);
  return {
    powerValues: sizes.map(({ memoryMb }) => memoryMb).toSorted((a, b) => a - b),
    sampleCount,
    ...(isOfColdStarts && { coldStarts: true as const }),
    invocationCount: sizes.length * perSize,
    costUsd: shownValue(sizes.reduce((sum, size) => sum + (perSize * costOf(size)) / 1e6, 0)),
  };
}

function sampleCountFor({ median, low, high }: Estimate, countBefore: number): number {
  const deviations = (INTERVAL_DEVIATIONS * Math.abs(median)) / Math.max(high - low, 1e-9);
  const wanted = countBefore * (DEVIATIONS_WANTED / Math.max(deviations, 1e-9)) ** 2;
  return Math.min(SAMPLE_COUNT_MAX, Math.max(SAMPLE_COUNT_DEFAULT, 5 * Math.ceil(wanted / 5)));
}

/** Explains how to start that run, and what it costs. */
export function settlingText({
  powerValues,
  sampleCount,
  coldStarts,
  invocationCount,
  costUsd,
}: Settling): string {
  const kind = coldStarts ? '"coldStarts": true, ' : '';
  return `To settle it, run with ${kind}"powerValues": [${powerValues.join(', ')}] and "sampleCount": ${sampleCount}: ${countText(invocationCount, 'invocation')} for ${usdText(costUsd)}.`;
}
