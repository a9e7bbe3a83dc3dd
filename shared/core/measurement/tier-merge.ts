import type { Tier } from './tier.ts';

/**
 * Adds what a round measured to what earlier rounds did, ascending by size.
 *
 * A size that ran out of memory once is infeasible for good; otherwise the later outcome stands,
 * and a failure does not take away what was measured before it.
 */
export function mergeTiers(earlier: readonly Tier[], latest: readonly Tier[]): readonly Tier[] {
  const merged = new Map(earlier.map((tier) => [tier.powerValue, tier]));
  for (const tier of latest) {
    const before = merged.get(tier.powerValue);
    merged.set(tier.powerValue, before === undefined ? tier : mergeTier(before, tier));
  }
  return [...merged.values()].toSorted((a, b) => a.powerValue - b.powerValue);
}

function mergeTier(before: Tier, after: Tier): Tier {
  const isSettled =
    before.outcome.kind === 'infeasible' ||
    (before.outcome.kind === 'measured' && after.outcome.kind === 'failed');
  return {
    powerValue: before.powerValue,
    outcome: isSettled ? before.outcome : after.outcome,
    samples: [...before.samples, ...after.samples],
    errorCount: before.errorCount + after.errorCount,
    errorBilledDurationMs: before.errorBilledDurationMs + after.errorBilledDurationMs,
  };
}
