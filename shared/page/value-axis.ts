import { scaleLinear, scaleLog } from 'd3-scale';
import { drawnLimitMs } from './chart-limit.ts';
import { type ChartPicture, type DrawnCurves, figureOf, type Quantity } from './chart-picture.ts';

/**
 * Ratio of the largest to the smallest value from which the axis is logarithmic; a linear one would
 * flatten the small values.
 */
const LOGARITHMIC_FROM_RATIO = 12;

/** Largest value, ms, from which the axis is in seconds. */
const SECONDS_FROM_MS = 10_000;

/** Most that the band of the curve may stretch the axis beyond everything else, as a factor. */
const BAND_STRETCH_MAX = 1.3;

const TICK_COUNT = 5;

/** The vertical axis of one panel. */
export interface ValueAxis {
  /**
   * Returns the position of a value in the quantity's own unit; values beyond the axis are clamped
   * to its end.
   */
  readonly y: (value: number) => number;
  /** Name of the quantity with its unit. */
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Position and label of the limit, beside the ticks; absent if its line is not drawn. */
  readonly limit?: Tick;
}

/** A labelled value of the axis. */
interface Tick {
  readonly y: number;
  readonly text: string;
}

/**
 * Builds the axis of a panel: from zero, or logarithmic if the values differ by a large factor.
 *
 * @param curves The parts of the curves that are drawn.
 * @param range Ends of the axis in the drawing, bottom first.
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

/** Selects 1, 2 and 5 of each power of ten; fewer if these are too many. */
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
