import type { PlanRoundInput } from '../../shared/contract/plan-round.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { nextColdStarts, openColdSizeCount } from '../../shared/core/planner/cold-start-plan.ts';
import { exhaustiveSizes } from '../../shared/core/planner/exhaustive-plan.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';
import { InvariantError } from '../../shared/errors.ts';

/** What a run that measures cold starts does next. */
interface ColdStartStep {
  readonly kind: 'measure' | 'complete';
  readonly reason: string;
  readonly measurements: readonly Measurement[];
  readonly openCount: number;
}

/** Returns the next bursts on new clones, or none. */
export function coldStartStep(
  { request, target, concurrencyMax, plan: { round } }: PlanRoundInput,
  tiers: readonly Tier[],
  state: Pick<TuningState, 'sizes' | 'constraints'>,
): ColdStartStep {
  const { sampleCount, payloadWeights } = request;
  if (sampleCount === undefined) throw new InvariantError('Cold starts without a number of them');
  const powerValues = exhaustiveSizes(state, target.memoryMb);
  const payloadClassCount = payloadWeights.length;
  const plan = { powerValues, sampleCount, payloadClassCount, concurrencyMax, round: round + 1 };
  const measurements = nextColdStarts(plan, tiers);
  const burst = measurements.reduce((sum, { laneCount }) => sum + laneCount, 0);
  return measurements.length === 0
    ? { kind: 'complete', reason: 'Every size has its cold starts', measurements, openCount: 0 }
    : {
        kind: 'measure',
        reason: `${exactCountText(burst, 'cold start')} at ${measurements.length} of ${exactCountText(powerValues.length, 'size')}, on new clones`,
        measurements,
        openCount: openColdSizeCount(plan, tiers),
      };
}
