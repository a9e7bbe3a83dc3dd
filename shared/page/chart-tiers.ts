import { warmSamples } from '../core/measurement/sample.ts';
import type { Tier } from '../core/measurement/tier.ts';
import { tierOutcomeText } from '../core/measurement/tier-outcome-text.ts';
import type { ChartPicture } from './chart-picture.ts';

/** Most single invocations that are drawn; more would hide the rest of the chart. */
const SAMPLE_COUNT_MAX = 300;

/**
 * Returns what a chart shows of tiers beside their estimates: the failed ones, and single
 * invocations.
 *
 * @param tiers Tiers with the samples that count: warm samples, or cold starts as whole
 *   invocations.
 */
export function tiersOnChart(
  tiers: readonly Tier[],
): Required<Pick<ChartPicture, 'failed' | 'samples'>> {
  const samples = tiers.flatMap(({ powerValue, samples: own }) =>
    warmSamples(own).map(({ durationMs }) => ({ memoryMb: powerValue, durationMs })),
  );
  return {
    failed: tiers
      .filter(({ outcome }) => outcome.kind !== 'measured')
      .map(({ powerValue, outcome }) => ({
        memoryMb: powerValue,
        reason: tierOutcomeText(outcome),
      })),
    samples: samples.length > SAMPLE_COUNT_MAX ? [] : samples,
  };
}
