import { type Tier, tierName } from './tier.ts';

/**
 * Adds what a round measured to what earlier rounds did, ascending by size.
 *
 * A size that ran out of memory once is infeasible for good; otherwise the later outcome stands,
 * and a failure does not take away what was measured before it.
 */
export function mergeTiers(earlier: readonly Tier[], latest: readonly Tier[]): readonly Tier[] {
  const merged = new Map(earlier.map((tier) => [tierName(tier), tier]));
  for (const tier of latest) {
    const name = tierName(tier);
    const before = merged.get(name);
    merged.set(name, before === undefined ? tier : mergeTier(before, tier));
  }
  return [...merged.values()].toSorted((a, b) => a.powerValue - b.powerValue);
}

function mergeTier(before: Tier, after: Tier): Tier {
  const isSettled =
    before.outcome.kind === 'infeasible' ||
    (before.outcome.kind === 'measured' && after.outcome.kind === 'failed');
  return {
    ...before,
    outcome: isSettled ? before.outcome : after.outcome,
    samples: [...before.samples, ...after.samples],
    errorCount: before.errorCount + after.errorCount,
    errorBilledDurationMs: before.errorBilledDurationMs + after.errorBilledDurationMs,
  };
}
