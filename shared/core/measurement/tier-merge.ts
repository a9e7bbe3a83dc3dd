import { type Tier, tierName } from './tier.ts';

/**
 * Merges the tiers of a round into those of earlier rounds, sorted by size.
 *
 * A tier that was infeasible once stays infeasible; otherwise the later outcome applies, except
 * that a failure does not replace an earlier `measured`.
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
