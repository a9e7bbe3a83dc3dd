import { coldSamples, type Sample, wholeRunMs } from './sample.ts';
import type { Tier } from './tier.ts';

/** Cold starts of each size where a request that measures them does not say. */
export const COLD_START_COUNT_DEFAULT = 5;

/**
 * The tiers of a run that measures cold starts, as beliefs, advice and figures read them: each cold
 * invocation is one run of its whole length, start included, in an environment of its own. Here
 * `isCold` says no more than that a sample is left out.
 *
 * Warm answers are no cold starts: they were paid for, and count as failed ones do. So do all samples
 * of a size that lacks a class of payloads: what it takes on the whole is not known.
 *
 * @param tiers As they were measured.
 */
export function coldRuns(tiers: readonly Tier[], payloadClassCount: number): readonly Tier[] {
  return tiers.map((tier) => {
    const cold = coldSamples(tier.samples);
    const classes = new Set(cold.map(({ payloadClass = 0 }) => payloadClass));
    const counted = classes.size < payloadClassCount ? [] : cold;
    const left = counted.length === 0 ? tier.samples : tier.samples.filter(({ isCold }) => !isCold);
    return {
      ...tier,
      samples: counted.map(coldRun),
      errorCount: tier.errorCount + left.length,
      errorBilledDurationMs: left.reduce(
        (sum, { billedDurationMs }) => sum + billedDurationMs,
        tier.errorBilledDurationMs,
      ),
    };
  });
}

function coldRun(sample: Sample, lane: number): Sample {
  const { initDurationMs: _init, restoreDurationMs: _restore, ...rest } = sample;
  return { ...rest, durationMs: wholeRunMs(sample), isCold: false, lane };
}
