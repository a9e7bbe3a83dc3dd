import { coldSamples, type Sample, wholeRunMs } from './sample.ts';
import type { Tier } from './tier.ts';

/** Default number of cold starts per size and payload class. */
export const COLD_START_COUNT_DEFAULT = 5;

/**
 * Converts the tiers of a run that measures cold starts for use in beliefs, advice and figures:
 * each cold invocation becomes a sample of its whole duration, init included, in its own
 * environment. In the result, `isCold` is always false, so that these samples count.
 *
 * A warm answer is not a cold start: it was paid for, and counts like a failed invocation. So do
 * all samples of a size without samples of every payload class, because its overall duration is not
 * known.
 *
 * @param tiers The tiers as measured.
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
