import { at } from '../posterior/dense-matrix.ts';
import type { Belief } from './belief.ts';
import { CONFIRMING_WARM_COUNT } from './pick.ts';
import { type ChosenMeasurement, planValuer, type RoundScope } from './plan-valuer.ts';
import type { TuningState } from './tuning-state.ts';

/** Choices for the warm samples of one size in one round. */
const WARM_COUNTS = [1, 2, 3, 5] as const;

/** Choices for the environments that a round starts: for a new size, and for a known one. */
const NEW_LANE_COUNTS = [1, 2, 3] as const;
const FURTHER_LANE_COUNTS = [0, 1] as const;

/**
 * All sizes are first compared with this many warm samples; then all plans are compared for the
 * best few sizes.
 */
const FIRST_LOOK_WARM_COUNT = 2;
const SECOND_LOOK_COLUMN_COUNT = 6;

/** A measurement under consideration, with its expected net gain. */
export interface ValuedMeasurement extends ChosenMeasurement {
  /** Expected reduction of the pick's loss (a fraction), minus the price of measuring. */
  readonly netGain: number;
}

/**
 * Returns the measurement with the largest expected net gain: a new size, more samples from a
 * tier's warm environments, or further environments for it.
 *
 * @returns `undefined` if no measurement is worth its price, or none fits the budget.
 */
export function bestMeasurement(
  state: TuningState,
  belief: Belief,
  scope: RoundScope,
): ValuedMeasurement | undefined {
  const { sizesMb, isAllowed, isDoubtful } = belief.grid;
  const { netGainOf, forecastOf } = planValuer(state, belief, scope);
  const excluded = new Set(scope.chosen.map(({ memoryMb }) => memoryMb));
  // Tries one doubtful size at a time: whether it works decides which one is next.
  const hasDoubtful = scope.chosen.some(({ isDoubtful }) => isDoubtful);
  const lanesOf = (column: number) =>
    belief.evidence.find((tier) => tier.memoryMb === at(sizesMb, column))?.laneCount ?? 0;
  const firstLook = Array.from(sizesMb.keys())
    .filter((column) => isAllowed[column] && !excluded.has(at(sizesMb, column)))
    .filter((column) => !(hasDoubtful && isDoubtful[column]))
    .flatMap((column) => {
      const laneCount = lanesOf(column);
      const newLaneCount = laneCount === 0 ? 1 : 0;
      const warmCount = scope.isLast ? CONFIRMING_WARM_COUNT : FIRST_LOOK_WARM_COUNT;
      const plan = { column, warmCount, newLaneCount, laneCount };
      const value = netGainOf(plan) ?? netGainOf({ ...plan, warmCount: 1 });
      return value === undefined ? [] : [{ column, value }];
    })
    .toSorted((a, b) => b.value - a.value)
    .slice(0, SECOND_LOOK_COLUMN_COUNT);

  let best: ValuedMeasurement | undefined;
  for (const { column } of firstLook) {
    const laneCount = lanesOf(column);
    for (const newLaneCount of laneCount === 0 ? NEW_LANE_COUNTS : FURTHER_LANE_COUNTS) {
      for (const warmCount of WARM_COUNTS.filter((count) => count >= newLaneCount)) {
        const plan = { column, warmCount, newLaneCount, laneCount };
        const netGain = netGainOf(plan) ?? 0;
        if (netGain > (best?.netGain ?? 0)) {
          const memoryMb = at(sizesMb, column);
          const forecast = forecastOf(plan);
          best = { ...plan, memoryMb, isDoubtful: isDoubtful[column] === true, netGain, forecast };
        }
      }
    }
  }
  return best;
}
