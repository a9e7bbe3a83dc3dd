import { at } from '../posterior/dense-matrix.ts';
import { type Belief, drawnRow } from './belief.ts';
import { affordable, lossesOf } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';
import { isTailUnknown } from './tuning-warnings.ts';

/** Probabilities that say how far one allowed size can be trusted. */
export interface SizeClaims {
  /**
   * Probability that the size is at most 5 % worse than the best allowed one, by the objective's
   * own score. With `limit`, at most 0.5 if the tail is not known, which claims nothing.
   */
  readonly probabilityRegretUnder5Percent: number;
  /**
   * The same compared only with the present size and the sizes that have samples; with `value`,
   * only with those of them that keep the tolerance.
   */
  readonly probabilityBestMeasured: number;
  /**
   * Probability that the tolerance or limit is kept exactly, with the same cap of 0.5; 1 for other
   * objectives.
   */
  readonly probabilityPromiseKept: number;
}

const REGRET_MAX = 0.05;

/**
 * Factor on claims about a promise. The edge of a promise lies on the steep part of the curve,
 * where the drawn curves are too similar: in replay, claims of 75 to 95 % came true only 0.85 times
 * as often as they said.
 */
const PROMISE_CREDIBILITY = 0.85;

/** Highest probability that is claimed for a promise about an unknown tail: no better than even. */
const UNCLAIMED_PROBABILITY = 0.5;

/**
 * Returns a function that gives the claims for the size in a grid column, which must be a measured
 * size or the present one.
 */
export function claimsOn(state: TuningState, belief: Belief): (column: number) => SizeClaims {
  const { sizesMb, isAllowed } = belief.grid;
  const known = state.tiers.filter(({ samples }) => samples.length > 0);
  const sizes: readonly number[] = known.map(({ powerValue }) => powerValue);
  const compared = [...new Set([...sizes, state.powerValueBefore ?? 0])]
    .map((memoryMb) => sizesMb.indexOf(memoryMb))
    .filter((column) => isAllowed[column] === true);
  const regrets = Array.from({ length: belief.drawCount }, (_, draw) => {
    const row = drawnRow(belief, draw, compared);
    const losses = lossesOf(row, state.objective);
    const isRival = affordable(row.costsUsd, state.objective);
    const least = Math.min(...losses.filter((_loss, own) => isRival[own] === true));
    return losses.map((loss) => loss - least);
  });
  return (column) => {
    const own = compared.indexOf(column);
    return {
      probabilityRegretUnder5Percent: claimFrom(
        state,
        shareOf(belief.losses.column(column), (loss) => loss <= REGRET_MAX),
      ),
      probabilityBestMeasured:
        regrets.filter((row) => at(row, own) <= REGRET_MAX).length / regrets.length,
      probabilityPromiseKept: promiseFrom(
        state,
        shareOf(belief.promises.column(column), (kept) => kept === 1),
      ),
    };
  };
}

/** Scales the claim for objectives with a promise by how often such claims came true in replay. */
function claimFrom(state: TuningState, share: number): number {
  const { kind } = state.objective;
  const hasPromise = kind === 'tolerance' || kind === 'limit';
  return promiseFrom(state, hasPromise ? PROMISE_CREDIBILITY * share : share);
}

function promiseFrom(state: TuningState, share: number): number {
  return isTailUnknown(state) ? Math.min(UNCLAIMED_PROBABILITY, share) : share;
}

function shareOf(values: Float64Array, holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length;
}
