import * as z from 'zod/mini';
import { at } from '../posterior/dense-matrix.ts';
import { type Belief, drawnRow } from './belief.ts';
import { estimateOf, estimateSchema } from './estimate.ts';
import { failureAtOrAbove } from './failed-bracket.ts';
import { scoresOf } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';

/** Expected effect of changing from one size to another. */
export const improvementSchema = z.strictObject({
  /** Improvement of the objective's own score, per cent; negative if it gets worse. */
  percent: estimateSchema,
  /** Probability that the change is an improvement at all. */
  probability: z.number(),
  /** Duration after the change divided by the duration before. */
  durationRatio: estimateSchema,
  /** Whether the present size is allowed; if the request rules it out, it must be replaced. */
  isPresentAllowed: z.boolean(),
});

export type Improvement = Readonly<z.infer<typeof improvementSchema>>;

/**
 * Probability of an improvement below which a change cannot be told from noise. Lower than the
 * usual 0.95, because a wrong change does little harm: the two sizes are then nearly alike.
 */
const IMPROVEMENT_PROBABILITY_MIN = 0.8;

/**
 * Whether a change is worth making: its improvement is clear and as large as requested, or the
 * present size is not allowed.
 */
export function isWorthwhile(
  {
    percent,
    probability,
    isPresentAllowed,
  }: Pick<Improvement, 'percent' | 'probability' | 'isPresentAllowed'>,
  percentMin: number,
): boolean {
  const isClear = probability >= IMPROVEMENT_PROBABILITY_MIN && percent.median >= percentMin;
  return isClear || !isPresentAllowed;
}

/**
 * Returns a function for the improvement of each measured size over the present one. The sizes are
 * compared draw by draw, so that what they have in common cancels out. Losses are relative to the
 * best of these sizes.
 *
 * @returns A function of the grid column; `undefined` if there is nothing to compare with, because
 *   the present size is not known or is too small to work.
 */
export function improvementsOn(
  state: TuningState,
  belief: Belief,
): ((column: number) => Improvement) | undefined {
  const { powerValueBefore } = state;
  const columnBefore = belief.grid.sizesMb.indexOf(powerValueBefore ?? 0);
  if (
    powerValueBefore === undefined ||
    failureAtOrAbove(state.tiers, powerValueBefore) !== undefined
  ) {
    return undefined;
  }
  const measured = state.tiers
    .filter(({ samples }) => samples.length > 0)
    .map(({ powerValue }) => belief.grid.sizesMb.indexOf(powerValue));
  const compared = [...new Set([columnBefore, ...measured])].filter(
    (column) => column === columnBefore || belief.grid.isAllowed[column] === true,
  );
  const scores = Array.from({ length: belief.drawCount }, (_, draw) => {
    const row = drawnRow(belief, draw, compared);
    return { ratings: scoresOf(row, state.objective), durationsMs: row.durationsMs };
  });
  const before = compared.indexOf(columnBefore);
  return (column) => {
    const after = compared.indexOf(column);
    const percents = Float64Array.from(
      scores,
      ({ ratings }) => 100 * (1 - at(ratings, after) / at(ratings, before)),
    );
    return {
      percent: estimateOf(percents),
      probability: percents.filter((percent) => percent > 0).length / percents.length,
      durationRatio: estimateOf(
        Float64Array.from(
          scores,
          ({ durationsMs }) => at(durationsMs, after) / at(durationsMs, before),
        ),
      ),
      isPresentAllowed: belief.grid.isAllowed[columnBefore] === true,
    };
  };
}
