import { oldRelease } from '../../shared/contract/baseline.ts';
import type { PlanRoundInput } from '../../shared/contract/plan-round.ts';
import { comparisonBasis, measuredSides } from '../../shared/contract/release-basis.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import {
  concurrencyNeeded,
  nextBlock,
  nextBlockInvocations,
} from '../../shared/core/gate/block-plan.ts';
import type { ReleaseBases } from '../../shared/core/gate/clone-figures.ts';
import { blockCountMax, compareClones, isOpen } from '../../shared/core/gate/release-comparison.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { invocationCount, tuningCostUsd } from '../../shared/core/measurement/tier-figures.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { RunCaps } from '../../shared/core/planner/run-caps.ts';
import { InvariantError, UnsupportedFunctionError } from '../../shared/errors.ts';
import { refuseBrokenRelease } from './broken-release.ts';

/** What a comparison of releases does next. */
export interface ComparisonStep {
  readonly kind: 'measure' | 'complete';
  readonly reason: string;
  readonly measurements: readonly Measurement[];
  readonly openCount: number;
}

/**
 * Returns the next block of clones of both releases, or none if the answer is clear, the planned
 * looks at it are used up, or the comparison has spent what it may.
 *
 * @throws {ReleaseBrokenError} If a release does not run at this size.
 * @throws {UnsupportedFunctionError} If the account has too little concurrency.
 */
export function comparisonStep(
  { request, run, target, baseline, concurrencyMax }: PlanRoundInput,
  tiers: readonly Tier[],
  caps: RunCaps,
): ComparisonStep {
  if (baseline == null) throw new InvariantError('A comparison without a release to compare with');
  refuseBrokenRelease(tiers, { target, baseline });
  // The new release has to meet a duration limit even if both releases are the same.
  const isMeasuredFor = request.durationMsMax !== undefined && tiers.length === 0;
  if (isStillApplicable(target, oldRelease(baseline)) && !isMeasuredFor) {
    return complete('Both releases have the same code and configuration');
  }
  const sides = measuredSides(baseline);
  const needed = concurrencyNeeded(sides);
  if (concurrencyMax < needed) {
    throw new UnsupportedFunctionError(
      `Cannot compare releases of "${target.functionArn}": it takes ${exactCountText(needed, 'invocation')} at the same time: "concurrencyMax" and a fifth of the account's unreserved concurrency allow ${concurrencyMax}`,
    );
  }
  const basis = comparisonBasis({ request, run, target, baseline });
  const blockMax = blockCountMax(basis);
  if (tiers.length > 0) {
    const comparison = compareClones(tiers, basis);
    if (comparison.kind !== 'undecided') return complete('The answer is clear');
    if (!isOpen(comparison, basis)) {
      return complete(
        basis.kept === undefined
          ? `${exactCountText(blockMax, 'block')} of clones measured, the most of a comparison`
          : 'More clones would not help: differences of the platform between the two days would remain',
      );
    }
  }
  const block = Math.max(0, ...tiers.flatMap(({ release }) => release?.block ?? [])) + 1;
  const measurements = nextBlock({
    sides,
    tiers,
    block,
    concurrencyMax,
    powerValue: target.memoryMb,
    payloadClassCount: request.payloadWeights.length,
  });
  const invocations = nextBlockInvocations(measurements, request.payloadWeights.length);
  return hasBudget(invocations, tiers, { caps, costs: basis.costs })
    ? {
        kind: 'measure',
        reason: `Block ${block} of at most ${blockMax}: ${exactCountText(measurements.length, 'clone')}`,
        measurements,
        openCount: measurements.length,
      }
    : complete(
        `The next block takes about ${exactCountText(invocations, 'invocation')}, more than is left of what the comparison may spend`,
      );
}

/**
 * Returns the caps of a run without the planner, which the request can lower. The cost of an
 * invocation is not known before the first ones, so each clone gets a share.
 */
export function requestCaps(
  { invocationsMax, tuningUsdMax }: PlanRoundInput['request'],
  caps: RunCaps,
): RunCaps {
  return {
    usdMax: Math.min(caps.usdMax, tuningUsdMax ?? caps.usdMax),
    invocationsMax: Math.min(caps.invocationsMax, invocationsMax ?? caps.invocationsMax),
  };
}

/** Whether a whole block fits into the remaining budget: half a block would tell nothing. */
function hasBudget(
  blockInvocations: number,
  tiers: readonly Tier[],
  { caps, costs }: { readonly caps: RunCaps; readonly costs: ReleaseBases },
): boolean {
  const spentCount = invocationCount(tiers);
  const spentUsd = tuningCostUsd(tiers, costs.new);
  const nextUsd = spentCount === 0 ? 0 : (spentUsd / spentCount) * blockInvocations;
  return spentCount + blockInvocations <= caps.invocationsMax && spentUsd + nextUsd <= caps.usdMax;
}

function complete(reason: string): ComparisonStep {
  return { kind: 'complete', reason, measurements: [], openCount: 0 };
}
