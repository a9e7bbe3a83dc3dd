import { at } from '../posterior/dense-matrix.ts';
import type { Objective } from './objective.ts';

/**
 * Price of a broken promise (cost above the tolerance, percentile above the limit), in units of
 * regret: a slope from the first per cent on, plus a step if the breach exceeds 4.5 %. Found by
 * replay: a larger price costs time, a smaller one breaks more than 2 % of the promises.
 */
const BREACH_SLOPE = 0.4;
const BREACH_STEP = 0.4;
const BREACH_STEP_FROM = 0.045;

/**
 * Exponent of the secondary quantity, which decides between sizes that are nearly equal: with
 * `cost`, twice the speed is worth 0.7 % of the bill; with `speed`, half the bill is worth 0.7 % of
 * the time.
 */
const INDIFFERENCE = 0.01;

/** Exponent of the cost with `value`: 1 % of speed is worth up to 4 % of the bill. */
const VALUE_COST_WEIGHT = 0.25;

/**
 * With `value`, a bill that exceeds the tolerance by this share counts like twice the time; half
 * the excess counts a quarter of that. A size that is 1 % beyond the tolerance is taken if it saves
 * more than 4 % of the time.
 */
const VALUE_BREACH = 0.05;

/**
 * Largest loss with `value`: a size twice as bad as the best is never picked, and how much worse it
 * is makes no difference.
 */
const VALUE_LOSS_MAX = 1;

/** Cost and duration of each size in one posterior draw, without sizes that may not be picked. */
export interface CurveRow {
  readonly costsUsd: Float64Array;
  /** Mean duration over the payload classes. */
  readonly durationsMs: Float64Array;
  /** Duration at the limit's percentile, for the slowest payload class. */
  readonly percentilesMs: Float64Array;
}

/**
 * Returns the loss of picking each size if this draw were the truth: the regret against the best
 * size (0.05 is 5 % worse), plus the price of a broken promise.
 */
export function lossesOf(row: CurveRow, objective: Objective): Float64Array {
  switch (objective.kind) {
    case 'cost':
      return overBest(weighed(row.costsUsd, row.durationsMs));
    case 'speed':
      return overBest(weighed(row.durationsMs, row.costsUsd));
    case 'value':
      return overBest(valueScores(row, objective.costTolerancePercent)).map((loss) =>
        Math.min(VALUE_LOSS_MAX, loss),
      );
    case 'balanced': {
      const { weight } = objective;
      const [costMax, durationMax] = [largest(row.costsUsd), largest(row.durationsMs)];
      return overBest(
        row.costsUsd.map(
          (cost, index) =>
            (weight * cost) / costMax + ((1 - weight) * at(row.durationsMs, index)) / durationMax,
        ),
      );
    }
    case 'tolerance': {
      const costUsdMax = smallest(row.costsUsd) * (1 + objective.costTolerancePercent / 100);
      return promiseLosses(row.durationsMs, row.costsUsd, costUsdMax);
    }
    case 'limit': {
      const { durationMsMax } = objective;
      const isPossible = row.percentilesMs.some((ms) => ms <= durationMsMax);
      return isPossible
        ? promiseLosses(row.costsUsd, row.percentilesMs, durationMsMax)
        : overBest(row.percentilesMs);
    }
  }
}

/** Returns for each size whether the objective's promise holds; true if it has none. */
export function promisesKept(row: CurveRow, objective: Objective): readonly boolean[] {
  switch (objective.kind) {
    case 'tolerance': {
      const costUsdMax = smallest(row.costsUsd) * (1 + objective.costTolerancePercent / 100);
      return Array.from(row.costsUsd, (cost) => cost <= costUsdMax);
    }
    case 'limit':
      return Array.from(row.percentilesMs, (ms) => ms <= objective.durationMsMax);
    default:
      return Array.from(row.costsUsd, () => true);
  }
}

/**
 * Returns for each size whether the objective may choose it: with `value`, only sizes within the
 * tolerance; otherwise any size.
 */
export function affordable(costsUsd: ArrayLike<number>, objective: Objective): readonly boolean[] {
  const costs = Array.from(costsUsd);
  const costUsdMax =
    objective.kind === 'value'
      ? Math.min(...costs) * (1 + objective.costTolerancePercent / 100)
      : Number.POSITIVE_INFINITY;
  return costs.map((cost) => cost <= costUsdMax);
}

function weighed(scores: Float64Array, secondary: Float64Array): Float64Array {
  return scores.map((score, index) => score * at(secondary, index) ** INDIFFERENCE);
}

/** Scores sizes for `value`: by duration, a little by cost, and by cost beyond the tolerance. */
function valueScores({ costsUsd, durationsMs }: CurveRow, tolerancePercent: number): Float64Array {
  const costUsdMax = smallest(costsUsd) * (1 + tolerancePercent / 100);
  return costsUsd.map((cost, index) => {
    const breach = Math.max(0, cost / costUsdMax - 1) / VALUE_BREACH;
    return at(durationsMs, index) * cost ** VALUE_COST_WEIGHT * (1 + breach ** 2);
  });
}

/**
 * Returns the scores in which an improvement is counted; less is better. For every objective except
 * `value` these are the losses plus 1. The loss of `value` is capped, so its uncapped score is used
 * instead.
 */
export function scoresOf(row: CurveRow, objective: Objective): Float64Array {
  return objective.kind === 'value'
    ? valueScores(row, objective.costTolerancePercent)
    : lossesOf(row, objective).map((loss) => 1 + loss);
}

function overBest(scores: Float64Array): Float64Array {
  const best = smallest(scores);
  return scores.map((score) => score / best - 1);
}

/**
 * Returns how much each score exceeds the best one among the sizes that keep the promise, plus the
 * price of a breach.
 */
function promiseLosses(
  scores: Float64Array,
  promised: Float64Array,
  promisedMax: number,
): Float64Array {
  const best = scores.reduce(
    (least, score, index) => (at(promised, index) <= promisedMax && score < least ? score : least),
    Number.POSITIVE_INFINITY,
  );
  return scores.map((score, index) => {
    const excess = Math.max(0, score / best - 1);
    const breach = at(promised, index) / promisedMax - 1;
    const step = breach > BREACH_STEP_FROM ? BREACH_STEP : 0;
    return breach <= 0 ? excess : excess + BREACH_SLOPE * breach + step;
  });
}

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
