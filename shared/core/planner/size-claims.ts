import { at } from '../posterior/dense-matrix.ts';
import { type Belief, drawnRow } from './belief.ts';
import { lossesOf } from './objective-loss.ts';
import type { TuningState } from './tuning-state.ts';

/** How far to trust one allowed size. */
export interface SizeClaims {
  /** Regret: how much worse the size is than the best allowed one, by the objective's own score. */
  readonly probabilityRegretUnder5Percent: number;
  /** The same against the present size and those with samples alone. */
  readonly probabilityBestMeasured: number;
  /** Probability that tolerance or limit is kept exactly; 1 for other objectives. */
  readonly probabilityPromiseKept: number;
}

const REGRET_MAX = 0.05;

/**
 * The edge of a promise lies on the steep part of the curve, where the drawn curves are too alike:
 * replayed claims of 75 to 95 % came true in 0.85 of what they said.
 */
const PROMISE_CREDIBILITY = 0.85;

/** What can be claimed of the size in a column of the grid: a measured one, or the present one. */
export function claimsOn(state: TuningState, belief: Belief): (column: number) => SizeClaims {
  const { sizesMb, isAllowed } = belief.grid;
  const known = state.tiers.filter(({ samples }) => samples.length > 0);
  const sizes: readonly number[] = known.map(({ powerValue }) => powerValue);
  const compared = [...new Set([...sizes, state.powerValueBefore ?? 0])]
    .map((memoryMb) => sizesMb.indexOf(memoryMb))
    .filter((column) => isAllowed[column] === true);
  const regrets = Array.from({ length: belief.drawCount }, (_, draw) => {
    const losses = lossesOf(drawnRow(belief, draw, compared), state.objective);
    const least = Math.min(...losses);
    return losses.map((loss) => loss - least);
  });
  return (column) => {
    const indexOf = (draw: number) => draw * sizesMb.length + column;
    const own = compared.indexOf(column);
    return {
      probabilityRegretUnder5Percent:
        credibility(state) *
        shareOfDraws(belief, (draw) => at(belief.losses, indexOf(draw)) <= REGRET_MAX),
      probabilityBestMeasured:
        regrets.filter((row) => at(row, own) <= REGRET_MAX).length / regrets.length,
      probabilityPromiseKept: shareOfDraws(belief, (draw) => belief.promises[indexOf(draw)] === 1),
    };
  };
}

/** Replay shows claims to be true that often, where draws of the curve alone say always. */
function credibility({ objective }: TuningState): number {
  const hasPromise = objective.kind === 'tolerance' || objective.kind === 'limit';
  return hasPromise ? PROMISE_CREDIBILITY : 1;
}

function shareOfDraws(belief: Belief, holds: (draw: number) => boolean): number {
  let count = 0;
  for (let draw = 0; draw < belief.drawCount; draw += 1) {
    count += holds(draw) ? 1 : 0;
  }
  return count / belief.drawCount;
}
