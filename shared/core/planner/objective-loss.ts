import { at } from '../posterior/dense-matrix.ts';
import type { Objective } from './objective.ts';

/**
 * Price of a broken promise (cost above the tolerance, percentile above the limit), in units of
 * regret: a slope from the first per cent on, and a step where it is broken by more than 5 %.
 * Found by replay: a larger price costs time, a smaller one breaks more than 2 % of the promises.
 */
const BREACH_SLOPE = 0.4;
const BREACH_STEP = 0.4;
const BREACH_STEP_FROM = 0.045;

/** With `value`, a per cent of speed is worth up to 4 % of the bill, within the tolerance. */
const VALUE_COST_WEIGHT = 0.25;

/** A cost of 1 % above the tolerance is as bad as 10 % of time. */
const VALUE_BREACH_POWER = 10;

/** One drawn truth: what each size would cost and take. Columns that may not be picked are absent. */
export interface CurveRow {
  readonly costsUsd: Float64Array;
  /** Mean duration over the payload classes. */
  readonly durationsMs: Float64Array;
  /** Duration at the limit's percentile, of the slowest payload class. */
  readonly percentilesMs: Float64Array;
}

/**
 * Loss of picking each size if this row were the truth: regret against the best size (0.05 is 5 %
 * worse), plus the price of a broken promise.
 */
export function lossesOf(row: CurveRow, objective: Objective): Float64Array {
  switch (objective.kind) {
    case 'cost':
      return overBest(row.costsUsd);
    case 'speed':
      return overBest(row.durationsMs);
    case 'value':
      return valueLosses(row, objective.costTolerancePercent);
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

/** Tells for each size whether the objective's promise holds; always true where there is none. */
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

/** What `value` compares sizes within the tolerance by; less is better. */
export function valueScore(costUsd: number, durationMs: number): number {
  return durationMs * costUsd ** VALUE_COST_WEIGHT;
}

/** Excess of the score over the best within the tolerance, plus the excess of cost over the tolerance. */
function valueLosses({ costsUsd, durationsMs }: CurveRow, tolerancePercent: number): Float64Array {
  const costUsdMax = smallest(costsUsd) * (1 + tolerancePercent / 100);
  const scores = costsUsd.map((cost, index) => valueScore(cost, at(durationsMs, index)));
  const best = smallest(scores.filter((_, index) => at(costsUsd, index) <= costUsdMax));
  return scores.map(
    (score, index) =>
      Math.max(0, score / best - 1) + Math.max(0, at(costsUsd, index) / costUsdMax - 1),
  );
}

/**
 * What an improvement is counted in; less is better. Losses do for every objective but `value`, whose
 * loss jumps where the tolerance ends: there the score itself, which rises steeply from there on.
 */
export function scoresOf(row: CurveRow, objective: Objective): Float64Array {
  if (objective.kind !== 'value') {
    return lossesOf(row, objective).map((loss) => 1 + loss);
  }
  const costUsdMax = smallest(row.costsUsd) * (1 + objective.costTolerancePercent / 100);
  return row.costsUsd.map(
    (cost, index) =>
      valueScore(cost, at(row.durationsMs, index)) *
      Math.max(1, cost / costUsdMax) ** VALUE_BREACH_POWER,
  );
}

function overBest(scores: Float64Array): Float64Array {
  const best = smallest(scores);
  return scores.map((score) => score / best - 1);
}

/** Excess of a score over its best among the sizes that keep the promise, plus the price of a breach. */
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
