import type { Architecture } from '../../shared/core/architecture.ts';
import type { TuningState } from '../../shared/core/planner/tuning-state.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';

/**
 * Returns the state of tuning a function in us-east-1 on one architecture, with the strategy
 * `cost`.
 */
export function stateOn(architecture: Architecture, changes: Partial<TuningState>): TuningState {
  return {
    objective: { kind: 'cost' },
    architecture,
    price: priceOf('us-east-1', architecture),
    ephemeralStorageMb: 512,
    concurrencyMax: 10,
    tiers: [],
    planSeed: 7,
    ...changes,
  };
}
