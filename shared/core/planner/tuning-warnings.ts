import { type Sample, samplesByClass, warmSamples } from '../measurement/sample.ts';
import { at } from '../posterior/dense-matrix.ts';
import { medianOf } from '../posterior/robust-location.ts';
import { cpuShare } from '../power-value.ts';
import type { Belief } from './belief.ts';
import type { TuningState } from './tuning-state.ts';

/** Something that makes the figures less certain than their intervals suggest. */
export type TuningWarning =
  /** CPU bursts shorter than five quota periods: the curve has steps that a few sizes cannot show. */
  | { readonly kind: 'quantisedBursts'; readonly cpuMs: number }
  /** The request fee is at least half of the pick's bill: the choice of size hardly matters. */
  | { readonly kind: 'requestFeeDominates'; readonly feeShare: number }
  /** Later samples of a tier differ from its earlier ones: code that warms up, or a slow drift. */
  | { readonly kind: 'drift'; readonly powerValue: number; readonly laterOverEarlier: number }
  /** Sizes with fewer samples than planned, because the run reached one of its limits. */
  | { readonly kind: 'cutShort'; readonly sizesMb: readonly number[] }
  /** The pick was never measured warm. */
  | { readonly kind: 'onlyColdSamples' }
  /** Some samples took more than twice their tier's median: the mean bill exceeds the median. */
  | { readonly kind: 'heavyTail'; readonly share: number }
  /** A limit at a percentile, with few samples and no production data: the slow tail is a guess. */
  | { readonly kind: 'tailUnknown'; readonly sampleCount: number };

/** Five quota periods of 20 ms: with more CPU time, the steps are below 10 % (arXiv 2506.01283). */
const BURST_CPU_MS_MAX = 100;

/** Elasticity, -dln(duration) / dln(memory), from which a function counts as CPU-bound. */
const CPU_BOUND_ELASTICITY = 0.6;

const FEE_SHARE_MIN = 0.5;
const DRIFT_SAMPLE_COUNT_MIN = 6;
const DRIFT_FACTOR = 1.25;
const TAIL_FACTOR = 2;
const TAIL_SHARE_MIN = 0.02;
const TAIL_SAMPLE_COUNT_MIN = 5;

/**
 * Warm samples of all sizes together that contain a value beyond the 95th percentile in about every
 * second run.
 */
const TAIL_KNOWN_WARM_COUNT = 12;

/** Whether a promise about a percentile rests on too few samples and no production data. */
export function isTailUnknown({ objective, productionDurationMs, tiers }: TuningState): boolean {
  return (
    objective.kind === 'limit' &&
    productionDurationMs === undefined &&
    warmCountOf(tiers) < TAIL_KNOWN_WARM_COUNT
  );
}

function warmCountOf(tiers: TuningState['tiers']): number {
  return tiers.reduce((sum, tier) => sum + warmSamples(tier.samples).length, 0);
}

/** Returns the warnings for a decision that picks the given grid column. */
export function tuningWarnings(
  state: TuningState,
  belief: Belief,
  column: number,
): readonly TuningWarning[] {
  const pick = state.tiers.find((tier) => tier.powerValue === at(belief.grid.sizesMb, column));
  const warm = state.tiers.flatMap(({ powerValue, samples }) =>
    samplesByClass(warmSamples(samples)).map((own) => ({ powerValue, samples: own })),
  );
  const feeShare = state.price.usdPerRequest / at(belief.costUsdMeans, column);
  const onlyCold = pick !== undefined && warmSamples(pick.samples).length === 0;
  return [
    ...quantisedBursts(belief),
    ...(feeShare >= FEE_SHARE_MIN ? [{ kind: 'requestFeeDominates', feeShare } as const] : []),
    // The cold starts of a burst are recorded as they end, the shortest first, which would look like
    // drift.
    ...(state.coldStarts ? [] : warm.flatMap((tier) => drift(tier.powerValue, tier.samples))),
    ...cutShort(state),
    ...(onlyCold ? [{ kind: 'onlyColdSamples' } as const] : []),
    ...heavyTail(warm.map((tier) => tier.samples)),
    ...(isTailUnknown(state)
      ? [{ kind: 'tailUnknown', sampleCount: warmCountOf(state.tiers) } as const]
      : []),
  ];
}

function cutShort({ tiers }: TuningState): readonly TuningWarning[] {
  const sizesMb = tiers
    .filter(({ outcome }) => outcome.kind === 'measured' && outcome.isCutShort === true)
    .map(({ powerValue }) => powerValue);
  return sizesMb.length === 0 ? [] : [{ kind: 'cutShort', sizesMb }];
}

/** Warns if CPU time is short and the duration falls with memory below a full vCPU. */
function quantisedBursts(belief: Belief): readonly TuningWarning[] {
  const cpuMs = belief.burstCpuMs;
  if (cpuMs >= BURST_CPU_MS_MAX) {
    return [];
  }
  const below = belief.evidence.filter((tier) => cpuShare(tier.memoryMb) <= 1);
  const [first, last] = [below[0], below.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return cpuMs > 0 ? [{ kind: 'quantisedBursts', cpuMs }] : [];
  }
  const elasticity =
    (first.logDurationMs - last.logDurationMs) / (last.logMemory - first.logMemory);
  return elasticity >= CPU_BOUND_ELASTICITY ? [{ kind: 'quantisedBursts', cpuMs }] : [];
}

function drift(powerValue: number, samples: readonly Sample[]): readonly TuningWarning[] {
  if (samples.length < DRIFT_SAMPLE_COUNT_MIN) {
    return [];
  }
  const durations = samples.map((sample) => sample.durationMs);
  const middle = durations.length >> 1;
  const earlier = durations.slice(0, middle);
  const later = durations.slice(middle);
  const laterOverEarlier = medianOf(later) / medianOf(earlier);
  const isApart =
    laterOverEarlier > 1
      ? Math.min(...later) > Math.max(...earlier)
      : Math.max(...later) < Math.min(...earlier);
  const size = Math.max(laterOverEarlier, 1 / laterOverEarlier);
  return isApart && size >= DRIFT_FACTOR ? [{ kind: 'drift', powerValue, laterOverEarlier }] : [];
}

function heavyTail(tiers: readonly (readonly Sample[])[]): readonly TuningWarning[] {
  const [far, all] = tiers.reduce(
    ([farCount, count], samples) => {
      const median = medianOf(samples.map((sample) => sample.durationMs));
      const own = samples.filter((sample) => sample.durationMs > TAIL_FACTOR * median).length;
      return [farCount + own, count + samples.length];
    },
    [0, 0],
  );
  const share = all === 0 ? 0 : far / all;
  return all >= TAIL_SAMPLE_COUNT_MIN && share >= TAIL_SHARE_MIN
    ? [{ kind: 'heavyTail', share }]
    : [];
}
