import * as z from 'zod/mini';
import { type Estimate, INTERVAL_DEVIATIONS, shownValue } from '../planner/estimate.ts';
import { CONFIRMING_WARM_COUNT } from '../planner/pick.ts';
import { countText, usdText } from './figure-text.ts';
import { type ShownSize, sampleCountOf } from './shown-size.ts';
import { costOf } from './size-score.ts';

/** The run that would settle an open question, and what it takes. */
export const settlingSchema = z.strictObject({
  powerValues: z.readonly(z.array(z.int())),
  sampleCount: z.int(),
  /** Present where the question is about cold starts. */
  coldStarts: z.exactOptional(z.literal(true)),
  /** Cold ones included. */
  invocationCount: z.int(),
  /** Cold invocations that are to warm environments up at the price of warm ones. */
  costUsd: z.number(),
});

/** The run that would settle an open question, and what it takes. */
export type Settling = z.infer<typeof settlingSchema>;

/** A gain is told from noise where it exceeds this many standard deviations (80 %). */
const DEVIATIONS_WANTED = 0.84;

const SAMPLE_COUNT_DEFAULT = 10;
const SAMPLE_COUNT_MAX = 100;

/** Two environments at each size, as such a run starts them. */
const COLD_COUNT = 2;

/**
 * The run that tells the sizes apart: the deviation of a mean falls with the root of the samples.
 *
 * @param gainPercent What one is believed to gain on the other; `undefined` where only samples are
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

/** The run as a person starts it. */
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
