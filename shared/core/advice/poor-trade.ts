import type { Objective } from '../planner/objective.ts';
import type { ShownSize } from './shown-size.ts';
import { percentMore } from './size-picks.ts';
import { costOf, durationOf } from './size-score.ts';

/**
 * A gain below this percentage is a poor trade if the loss of the other quantity is more than this
 * many times as large.
 */
const POOR_GAIN_PERCENT = 5;
const POOR_TRADE_FACTOR = 10;

/**
 * With `value` both quantities count. For any gain, a loss of more than `POOR_TRADE_FACTOR` times
 * the gain is poor; for a gain below this percentage, a loss of more than this smaller factor is.
 */
const POOR_VALUE_GAIN_PERCENT = 10;
const POOR_VALUE_TRADE_FACTOR = 2.5;

/** Losses up to this percentage never count against a size. */
const MINOR_LOSS_PERCENT = 5;

/**
 * Whether changing from one size to another gains little cost or time for a large loss of the
 * other, such as 1 % cheaper and 98 % slower. Never true for strategies that state their own terms.
 */
export function isPoorTrade({ kind }: Objective, to: ShownSize, from: ShownSize): boolean {
  const costPercent = percentMore(costOf(to), costOf(from));
  const durationPercent = percentMore(durationOf(to), durationOf(from));
  const isPoor = (gainPercentMax: number, factor: number) => ({
    saving: isPoorGain(-costPercent, durationPercent, { gainPercentMax, factor }),
    speed: isPoorGain(-durationPercent, costPercent, { gainPercentMax, factor }),
  });
  switch (kind) {
    case 'cost':
      return isPoor(POOR_GAIN_PERCENT, POOR_TRADE_FACTOR).saving;
    case 'speed':
      return isPoor(POOR_GAIN_PERCENT, POOR_TRADE_FACTOR).speed;
    case 'value': {
      const ofSmallGain = isPoor(POOR_VALUE_GAIN_PERCENT, POOR_VALUE_TRADE_FACTOR);
      const ofAnyGain = isPoor(Number.POSITIVE_INFINITY, POOR_TRADE_FACTOR);
      return ofSmallGain.saving || ofSmallGain.speed || ofAnyGain.saving || ofAnyGain.speed;
    }
    case 'balanced':
    case 'tolerance':
    case 'limit':
      return false;
  }
}

function isPoorGain(
  gainPercent: number,
  lossPercent: number,
  { gainPercentMax, factor }: { readonly gainPercentMax: number; readonly factor: number },
): boolean {
  return (
    gainPercent > 0 &&
    gainPercent < gainPercentMax &&
    lossPercent > Math.max(MINOR_LOSS_PERCENT, factor * gainPercent)
  );
}
