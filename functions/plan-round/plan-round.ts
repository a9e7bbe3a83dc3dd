import { objectiveOf } from '../../shared/contract/objective.ts';
import type { Plan, PlanRoundInput } from '../../shared/contract/plan-round.ts';
import { progressKey } from '../../shared/contract/store-key.ts';
import { tiersSchema } from '../../shared/contract/tier.ts';
import { type PowerValue, powerValue } from '../../shared/core/power-value.ts';
import { priceOf } from '../../shared/core/price-table.ts';
import { mergeTiers } from '../../shared/core/tier-merge.ts';
import { nextMeasurements } from '../../shared/core/tuning-plan.ts';
import { carry, unpack } from '../../shared/runtime/carried.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { parseTierResult, readTierResult } from '../../shared/runtime/tier-result.ts';

/** What PlanRound needs of the world. */
export interface PlanRoundPorts {
  readonly store: Store;
}

/** Rounds of one run, whatever the planner still hopes to learn. */
const ROUND_COUNT_MAX = 20;

/** Takes in what the round before measured, and decides what the next one measures, if any. */
export async function planRound({ store }: PlanRoundPorts, input: PlanRoundInput): Promise<Plan> {
  const { request, run, target, plan } = input;
  const earlier = await unpack(store, plan.tiers, tiersSchema, 'the tiers of earlier rounds');
  const latest = await Promise.all(
    input.round.map((result) => readTierResult(store, parseTierResult(result))),
  );
  const tiers = mergeTiers(earlier, latest);

  const step = nextMeasurements({
    objective: objectiveOf(request),
    powerValues: request.powerValues ?? defaultPowerValues(target.powerValue),
    price: priceOf(target.region, target.architecture),
    ephemeralStorageMb: target.ephemeralStorageMb,
    sampleCount: request.sampleCount,
    concurrencyMax: input.concurrencyMax,
    tiers,
  });
  const round = plan.round + 1;
  const isComplete = step.kind === 'complete' || round > ROUND_COUNT_MAX;
  return {
    round,
    isComplete,
    isOutdated: tiers.some(
      ({ outcome }) => outcome.kind === 'failed' && outcome.errorName === 'RevisionConflictError',
    ),
    reason:
      step.kind === 'measure' && isComplete ? `${ROUND_COUNT_MAX} rounds are done` : step.reason,
    measurements: step.kind === 'measure' && !isComplete ? step.measurements : [],
    tiers: await carry(store, progressKey(run, `tiers-${round}`), tiers),
  };
}

/**
 * Where no sizes were asked for: the range in which a function usually has its best size, one full
 * vCPU among them, and the size it has now, so that the choice can be compared with it.
 */
function defaultPowerValues(current: PowerValue): readonly PowerValue[] {
  return [...new Set([...POWER_VALUES_DEFAULT, current])].toSorted((a, b) => a - b);
}

const POWER_VALUES_DEFAULT = [128, 256, 512, 1024, 1769, 3008].map(powerValue);
