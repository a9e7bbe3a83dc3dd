import { at } from '../posterior/dense-matrix.ts';
import { Matrix } from '../posterior/matrix.ts';
import { normalQuantile } from '../posterior/normal-distribution.ts';
import type { Belief } from './belief.ts';

/**
 * Number of possible outcomes of a measurement that are considered: equally likely slices of its
 * predicted result.
 */
const OUTCOME_COUNT = 8;

/** Draws that contribute less than this share to an outcome are skipped. */
const SHARE_MIN = 1e-5;

/** Step of a golden-ratio sequence: gives each draw its noise quantile without randomness. */
const GOLDEN_RATIO = 0.618_033_988_75;

/** Number of sizes considered as the pick: the best by expected loss. */
const PICK_COUNT_MAX = 28;

/** The sizes that may be picked after a measurement, and the loss of picking each. */
export interface PickTerms {
  /** Grid columns. */
  readonly columns: readonly number[];
  /** Price of first confirming each grid column by measurement; 0 if it is confirmed already. */
  readonly confirmation: Float64Array;
  /** Loss of each column, one row per draw. */
  readonly losses: Matrix;
}

/** Selects the allowed columns with the least expected loss, price of confirmation included. */
export function pickTerms(belief: Belief, confirmation: Float64Array): PickTerms {
  const priced = (column: number) => at(belief.lossMeans, column) + at(confirmation, column);
  const columns = Array.from(belief.lossMeans.keys())
    .filter((column) => belief.grid.isAllowed[column])
    .toSorted((a, b) => priced(a) - priced(b))
    .slice(0, PICK_COUNT_MAX);
  const losses = new Matrix(belief.drawCount, columns.length);
  for (let draw = 0; draw < belief.drawCount; draw += 1) {
    columns.forEach((column, pick) => {
      losses.set(draw, pick, belief.losses.get(draw, column));
    });
  }
  return { columns, confirmation, losses };
}

/**
 * Returns the expected loss of the best pick after observing the log duration of one column with
 * the given noise variance (knowledge gradient by pre-posterior analysis). For each likely outcome
 * y the draws are re-weighted: E over y of the minimum over picks of E[loss | y]. The outcomes are
 * centred so that their mean is the present belief. This removes the bias of using few slices:
 * observing never appears harmful, and its benefit is not overstated.
 */
export function expectedLossAfter(
  belief: Belief,
  picks: PickTerms,
  observation: {
    readonly column: number;
    readonly variance: number;
    /** Price of confirming the observed column that remains after the observation. */
    readonly confirmation: number;
  },
): number {
  const { drawCount } = belief;
  const { column, variance } = observation;
  const seen = belief.logDurationsMs.column(column);
  const sd = Math.sqrt(variance);
  const outcomes = seen
    .map((value, draw) => value + sd * normalQuantile(((draw + 0.5) * GOLDEN_RATIO) % 1))
    .sort();
  const pickCount = picks.columns.length;
  const losses = new Matrix(OUTCOME_COUNT, pickCount);
  for (let slice = 0; slice < OUTCOME_COUNT; slice += 1) {
    const outcome = at(outcomes, Math.floor(((slice + 0.5) / OUTCOME_COUNT) * drawCount));
    const shares = drawShares(seen, outcome, variance);
    for (let draw = 0; draw < drawCount; draw += 1) {
      const share = at(shares, draw);
      if (share < SHARE_MIN) {
        continue;
      }
      for (let pick = 0; pick < pickCount; pick += 1) {
        const loss = share * picks.losses.get(draw, pick);
        losses.set(slice, pick, losses.get(slice, pick) + loss);
      }
    }
  }
  return bestOfCentred(losses, belief, picks, observation);
}

function drawShares(seen: Float64Array, outcome: number, variance: number): Float64Array {
  const shares = seen.map((value) => Math.exp(-((outcome - value) ** 2) / (2 * variance)) + 1e-12);
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function bestOfCentred(
  losses: Matrix,
  belief: Belief,
  picks: PickTerms,
  observed: { readonly column: number; readonly confirmation: number },
): number {
  const best = new Float64Array(OUTCOME_COUNT).fill(Number.POSITIVE_INFINITY);
  picks.columns.forEach((column, pick) => {
    let mean = 0;
    for (let slice = 0; slice < OUTCOME_COUNT; slice += 1) {
      mean += losses.get(slice, pick) / OUTCOME_COUNT;
    }
    const confirmation =
      column === observed.column ? observed.confirmation : at(picks.confirmation, column);
    const shift = at(belief.lossMeans, column) - mean + confirmation;
    for (let slice = 0; slice < OUTCOME_COUNT; slice += 1) {
      best[slice] = Math.min(at(best, slice), losses.get(slice, pick) + shift);
    }
  });
  return best.reduce((sum, value) => sum + value, 0) / OUTCOME_COUNT;
}
