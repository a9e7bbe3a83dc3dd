import type { Objective } from '../core/tuning-plan.ts';
import type { TuningRequest } from './tuning-request.ts';

/** What the request's strategy asks of the choice. */
export function objectiveOf(request: TuningRequest): Objective {
  return request.strategy === 'balanced'
    ? { kind: 'balanced', weight: request.balancedWeight }
    : { kind: request.strategy };
}
