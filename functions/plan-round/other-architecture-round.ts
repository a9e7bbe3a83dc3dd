import { pairedStates } from '../../shared/contract/other-architecture.ts';
import type { TuningFacts } from '../../shared/contract/tuning-state.ts';
import type { Architecture } from '../../shared/core/architecture.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { nextOnOther } from '../../shared/core/planner/architecture-plan.ts';
import { exhaustiveSizes, nextOfAll } from '../../shared/core/planner/exhaustive-plan.ts';
import { hasSamples } from '../../shared/core/planner/failed-bracket.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';

/** What is measured next on the architecture that the function does not have. */
export interface OtherArchitectureRound {
  /** State of the function on that architecture. */
  readonly state: TuningState;
  readonly reason: string;
  /** Empty if nothing more is to be measured there. */
  readonly measurements: readonly Measurement[];
  readonly openCount: number;
}

/**
 * Returns the next measurements on the other architecture, once the present one is done: all sizes
 * if the request has a number of samples, otherwise the few that show where its curve lies.
 *
 * @param facts Include the tiers of both architectures.
 */
export function otherArchitectureRound(
  facts: TuningFacts,
  architecture: Architecture,
  roundsDone: number,
): OtherArchitectureRound {
  const { own, other } = pairedStates(facts, architecture, roundsDone);
  const { request, target, concurrencyMax } = facts;
  const { sampleCount } = request;
  if (sampleCount === undefined) {
    const { measurements, reason } = nextOnOther(own, other);
    const moved = measurements.map((one) => ({ ...one, architecture }));
    return { state: other, reason, measurements: moved, openCount: moved.length };
  }
  const powerValues = own.tiers.some(hasSamples) ? exhaustiveSizes(other, target.memoryMb) : [];
  const measurements = nextOfAll({ powerValues, sampleCount, concurrencyMax }, other.tiers);
  return {
    state: other,
    reason: `${exactCountText(sampleCount, 'sample')} at ${measurements.length} of ${exactCountText(powerValues.length, 'size')} on ${architecture}`,
    measurements: measurements.map((one) => ({ ...one, architecture })),
    openCount: Math.max(measurements.length, powerValues.length - other.tiers.length),
  };
}
