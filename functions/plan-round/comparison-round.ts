import type { PlanRoundInput } from '../../shared/contract/plan-round.ts';
import { comparisonBasis } from '../../shared/contract/release-basis.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import {
  COMPARISON_CONCURRENCY_MIN,
  nextBlock,
  nextBlockInvocations,
} from '../../shared/core/gate/block-plan.ts';
import {
  BLOCK_COUNT_MAX,
  compareReleases,
  isOpen,
} from '../../shared/core/gate/release-comparison.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { invocationCount, tuningCostUsd } from '../../shared/core/measurement/tier-figures.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { RunCaps } from '../../shared/core/planner/run-caps.ts';
import { InvariantError, UnsupportedFunctionError } from '../../shared/errors.ts';
import { refuseBrokenRelease } from './broken-release.ts';

/** What a comparison does next. */
export interface ComparisonStep {
  readonly kind: 'measure' | 'complete';
  readonly reason: string;
  readonly measurements: readonly Measurement[];
  readonly openCount: number;
}

/**
 * The next block of clones of both releases, or none: the answer is clear, no look at it is left, or
 * what the comparison may spend is spent.
 *
 * @throws {ReleaseBrokenError} If a release does not run at this size.
 * @throws {UnsupportedFunctionError} If the account has too little concurrency.
 */
export function comparisonStep(
  { request, target, baseline, concurrencyMax }: PlanRoundInput,
  tiers: readonly Tier[],
  caps: RunCaps,
): ComparisonStep {
  if (baseline == null) throw new InvariantError('A comparison without a release to compare with');
  refuseBrokenRelease(tiers, { target, baseline });
  // Its own limit is a question of its own.
  const isMeasuredFor = request.durationMsMax !== undefined && tiers.length === 0;
  if (isStillApplicable(target, baseline.target) && !isMeasuredFor) {
    return complete('Both releases have the same code and configuration');
  }
  if (concurrencyMax < COMPARISON_CONCURRENCY_MIN) {
    throw new UnsupportedFunctionError(
      `Cannot compare releases of "${target.functionArn}": it takes ${COMPARISON_CONCURRENCY_MIN} invocations at the same time: "concurrencyMax" and a fifth of the account's unreserved concurrency allow ${concurrencyMax}`,
    );
  }
  const basis = comparisonBasis({ request, target, baseline });
  if (tiers.length > 0) {
    const comparison = compareReleases(tiers, basis);
    if (comparison.kind !== 'undecided') return complete('The answer is clear');
    if (!isOpen(comparison)) return complete(`${BLOCK_COUNT_MAX} blocks of clones are measured`);
  }
  const block = Math.max(0, ...tiers.flatMap(({ release }) => release?.block ?? [])) + 1;
  const measurements = nextBlock({
    tiers,
    block,
    concurrencyMax,
    powerValue: target.memoryMb,
    payloadClassCount: request.payloadWeights.length,
  });
  return hasBudget(measurements, tiers, { caps, basis, request })
    ? {
        kind: 'measure',
        reason: `Block ${block} of at most ${BLOCK_COUNT_MAX}: ${measurements.length} clones`,
        measurements,
        openCount: measurements.length,
      }
    : complete(
        `The next block takes about ${nextBlockInvocations(measurements, request.payloadWeights.length)} invocations, more than is left of what the comparison may spend`,
      );
}

/** Whether a whole block fits into what is left: half a one would tell nothing. */
function hasBudget(
  measurements: readonly Measurement[],
  tiers: readonly Tier[],
  {
    caps,
    basis,
    request,
  }: {
    readonly caps: RunCaps;
    readonly basis: ReturnType<typeof comparisonBasis>;
    readonly request: PlanRoundInput['request'];
  },
): boolean {
  const { invocationsMax = Number.POSITIVE_INFINITY, tuningUsdMax = Number.POSITIVE_INFINITY } =
    request;
  const count = nextBlockInvocations(measurements, request.payloadWeights.length);
  const spentCount = invocationCount(tiers);
  const spentUsd = tuningCostUsd(tiers, basis.costs.new);
  const nextUsd = spentCount === 0 ? 0 : (spentUsd / spentCount) * count;
  return (
    spentCount + count <= Math.min(invocationsMax, caps.invocationsMax) &&
    spentUsd + nextUsd <= Math.min(tuningUsdMax, caps.usdMax)
  );
}

function complete(reason: string): ComparisonStep {
  return { kind: 'complete', reason, measurements: [], openCount: 0 };
}
