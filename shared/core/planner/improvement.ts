import * as z from 'zod/mini';
import { at } from '../posterior/dense-matrix.ts';
import { type Belief, drawnRow } from './belief.ts';
import { estimateOf, estimateSchema } from './estimate.ts';
import { failureAtOrAbove } from './failed-bracket.ts';
import { scoresOf } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';

/** What changing from one size to another is believed to bring. */
export const improvementSchema = z.strictObject({
  /** By how many per cent the objective's own score gets better; negative where it gets worse. */
  percent: estimateSchema,
  /** How likely it is that the change makes anything better at all. */
  probability: z.number(),
  /** Duration afterwards by the duration before. */
  durationRatio: estimateSchema,
  /** Whether the present size may be picked itself; where the request rules it out, it must go. */
  isPresentAllowed: z.boolean(),
});

export type Improvement = Readonly<z.infer<typeof improvementSchema>>;

/**
 * A change that is better with less than this probability is not told from noise. Lower than the
 * usual 0.95, because a wrong change is small by construction: both sizes then are nearly alike.
 */
const IMPROVEMENT_PROBABILITY_MIN = 0.8;

/** Whether a change is worth making: no noise, and as large as was asked for; or it has to be. */
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
 * What each measured size would improve on the present one, drawn jointly, so that what both have in
 * common cancels out. The best that a loss is counted from is the best of these sizes.
 *
 * @returns By column of the grid; `undefined` where there is nothing to compare with: the present
 *   size is not known, or did not work at all.
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
