import { scaleLinear, scaleLog } from 'd3-scale';
import { drawnLimitMs } from './chart-limit.ts';
import { type ChartPicture, type DrawnCurves, figureOf, type Quantity } from './chart-picture.ts';

/** From this ratio on, a linear axis would press the small values flat. */
const LOGARITHMIC_FROM_RATIO = 12;

/** From here on durations are shown in seconds, ms. */
const SECONDS_FROM_MS = 10_000;

/** How far the band may stretch an axis beyond all else. */
const BAND_STRETCH_MAX = 1.3;

const TICK_COUNT = 5;

/** The axis of one panel. */
export interface ValueAxis {
  /** The place of a value, in the quantity's own unit; what lies beyond the axis goes to its end. */
  readonly y: (value: number) => number;
  /** What is measured, with its unit. */
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Where the limit is, on the same side as the ticks; absent where its line is not drawn. */
  readonly limit?: Tick;
}

/** A value of an axis that is named. */
interface Tick {
  readonly y: number;
  readonly text: string;
}

/**
 * The axis of a panel: from zero, or logarithmic where the values differ by much.
 *
 * @param curves What is drawn of them.
 * @param range Where the axis ends, bottom first.
 */
export function valueAxis(
  picture: ChartPicture,
  [own = [], other = []]: DrawnCurves,
  quantity: Quantity,
  range: readonly [number, number],
): ValueAxis {
  const measured = [...picture.sizes, ...(picture.other?.sizes ?? [])];
  const drawn = [...measured, ...own, ...other].map((size) => figureOf(size, quantity));
  const limitMs = quantity === 'duration' ? drawnLimitMs(picture) : undefined;
  const values = [
    ...(limitMs === undefined ? [] : [limitMs]),
    ...drawn.map(({ median }) => median),
    ...measured.map((size) => figureOf(size, quantity).high),
    ...(quantity === 'duration' ? (picture.samples ?? []) : []).map(({ durationMs }) => durationMs),
  ].filter((value) => value > 0);
  const [least, most] = [Math.min(...values), Math.max(...values, Number.MIN_VALUE)];
  const bandMost = Math.max(most, ...own.map((size) => figureOf(size, quantity).high));
  const top = Math.min(bandMost, BAND_STRETCH_MAX * most);
  const isSeconds = quantity === 'duration' && most >= SECONDS_FROM_MS;
  const factor = isSeconds ? 1 / 1000 : 1;
  const isLogarithmic = most / least >= LOGARITHMIC_FROM_RATIO;
  const scale = isLogarithmic
    ? scaleLog([(least / 1.3) * factor, top * 1.1 * factor], [...range]).clamp(true)
    : scaleLinear([0, top * factor], [...range])
        .nice(TICK_COUNT)
        .clamp(true);
  const ticks = isLogarithmic ? logarithmicTicks(scale.ticks()) : scale.ticks(TICK_COUNT);
  const unit = quantity === 'cost' ? '$' : isSeconds ? 's' : 'ms';
  const name = axisName(picture, quantity);
  return {
    y: (value) => scale(value * factor),
    title: `${name}, ${unit}${isLogarithmic ? ' (logarithmic)' : ''}`,
    ticks: ticks.map((tick) => ({ y: scale(tick), text: tickText(tick) })),
    ...(limitMs !== undefined && {
      limit: { y: scale(limitMs * factor), text: `limit ${tickText(limitMs * factor)}` },
    }),
  };
}

function axisName({ coldStarts }: ChartPicture, quantity: Quantity): string {
  if (quantity === 'cost') {
    return `Cost of a million ${coldStarts ? 'cold starts' : 'invocations'}`;
  }
  return coldStarts ? 'Duration of a cold start' : 'Duration, warm';
}

/** 1, 2 and 5 of each power of ten; fewer where these are many. */
function logarithmicTicks(ticks: readonly number[]): readonly number[] {
  const leading = (tick: number) => Number(tick.toExponential(0).slice(0, 1));
  const ofDigits = (digits: readonly number[]) =>
    ticks.filter((tick) => digits.includes(leading(tick)));
  return (
    [[1, 2, 5], [1, 3], [1]].map(ofDigits).find(({ length }) => length <= TICK_COUNT + 2) ?? []
  );
}

function tickText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
