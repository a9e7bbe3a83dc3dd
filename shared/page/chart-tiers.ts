import { warmSamples } from '../core/measurement/sample.ts';
import type { Tier } from '../core/measurement/tier.ts';
import { tierOutcomeText } from '../core/measurement/tier-outcome-text.ts';
import type { ChartPicture } from './chart-picture.ts';

/** More single invocations than this would hide the rest of the chart. */
const SAMPLE_COUNT_MAX = 300;

/**
 * What a chart shows of tiers beside their estimates: those that failed, and single invocations.
 *
 * @param tiers With what counts: warm samples, or cold starts as whole runs.
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
