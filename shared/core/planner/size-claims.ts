import { at } from '../posterior/dense-matrix.ts';
import { type Belief, drawnRow } from './belief.ts';
import { affordable, lossesOf } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';
import { isTailUnknown } from './tuning-warnings.ts';

/** How far to trust one allowed size. */
export interface SizeClaims {
  /**
   * Regret: how much worse the size is than the best allowed one, by the objective's own score. At
   * most 0.5 with `limit` where the tail is not known: that is no claim.
   */
  readonly probabilityRegretUnder5Percent: number;
  /**
   * The same against the present size and those with samples alone; with `value`, against those of
   * them that keep the tolerance.
   */
  readonly probabilityBestMeasured: number;
  /** Probability that tolerance or limit is kept exactly, limited likewise; 1 for other objectives. */
  readonly probabilityPromiseKept: number;
}

const REGRET_MAX = 0.05;

/**
 * The edge of a promise lies on the steep part of the curve, where the drawn curves are too alike:
 * replayed claims of 75 to 95 % came true in 0.85 of what they said.
 */
const PROMISE_CREDIBILITY = 0.85;

/** Most that is claimed of a promise about a tail that is not known: no better than even. */
const UNCLAIMED_PROBABILITY = 0.5;

/** What can be claimed of the size in a column of the grid: a measured one, or the present one. */
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

/** Replay shows claims to be true that often, where draws of the curve alone say always. */
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
