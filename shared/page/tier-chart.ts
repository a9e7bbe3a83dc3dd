import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { PowerValue } from '../core/power-value.ts';
import { type Html, html } from './html.ts';

/** One measured tier on the chart. */
export interface ChartPoint {
  readonly powerValue: PowerValue;
  readonly durationMs: number;
  readonly costUsdPerMillion: number;
}

/** The fitted curve, between the measured sizes. */
type ChartCurve = readonly ChartPoint[];

/** What the chart marks; absent as long as it is not known. */
interface ChartMarks {
  readonly chosen?: PowerValue;
  readonly before?: PowerValue;
}

const WIDTH = 760;
const HEIGHT = 340;
const MARGIN = { top: 28, right: 74, bottom: 48, left: 74 };
const TICK_COUNT = 5;

/**
 * Duration (left axis) and cost (right axis) against memory (logarithmic), as a static SVG.
 *
 * @param points What was measured: at least one, ascending by size.
 * @param fitted The fitted curve, ascending; of it, what lies between the measured sizes is drawn.
 */
export function tierChart(
  points: readonly ChartPoint[],
  fitted: ChartCurve,
  marks: ChartMarks,
): Html {
  const sizes = points.map(({ powerValue }) => powerValue);
  const x = scaleLog(
    [Math.min(...sizes) * 0.9, Math.max(...sizes) * 1.1],
    [MARGIN.left, WIDTH - MARGIN.right],
  );
  const between = fitted.filter(
    ({ powerValue }) => powerValue >= Math.min(...sizes) && powerValue <= Math.max(...sizes),
  );
  const drawn = [...points, ...between];
  const duration = verticalScale(drawn.map(({ durationMs }) => durationMs));
  const cost = verticalScale(drawn.map(({ costUsdPerMillion }) => costUsdPerMillion));
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Duration and cost against memory">
${marks.before && markedSize(x(marks.before), 'before', 'now', HEIGHT - MARGIN.bottom - 8)}
${marks.chosen && markedSize(x(marks.chosen), 'chosen', 'chosen', MARGIN.top - 8)}
${sizeAxis(points, x)}
${verticalAxis(duration, 'left', 'duration, ms')}
${verticalAxis(cost, 'right', 'cost, $ per million')}
${curve(between, x, (point) => duration(point.durationMs), 'duration')}
${curve(between, x, (point) => cost(point.costUsdPerMillion), 'cost')}
${dots(points, x, (point) => duration(point.durationMs), 'duration')}
${dots(points, x, (point) => cost(point.costUsdPerMillion), 'cost')}
</svg>`;
}

type Scale = (value: number) => number;

function verticalScale(values: readonly number[]) {
  return scaleLinear(
    [0, Math.max(...values, Number.MIN_VALUE)],
    [HEIGHT - MARGIN.bottom, MARGIN.top],
  ).nice(TICK_COUNT);
}

function curve(
  points: readonly ChartPoint[],
  x: Scale,
  y: (point: ChartPoint) => number,
  name: 'duration' | 'cost',
): Html {
  const path = line<ChartPoint>(
    (point) => round(x(point.powerValue)),
    (point) => round(y(point)),
  );
  return html`<path class="${name}" d="${path([...points]) ?? ''}"/>`;
}

function dots(
  points: readonly ChartPoint[],
  x: Scale,
  y: (point: ChartPoint) => number,
  name: 'duration' | 'cost',
): readonly Html[] {
  return points.map(
    (point) =>
      html`<circle class="${name}" cx="${round(x(point.powerValue))}" cy="${round(y(point))}" r="4"/>`,
  );
}

function sizeAxis(points: readonly ChartPoint[], x: Scale): readonly Html[] {
  const y = HEIGHT - MARGIN.bottom;
  const labels = points.map(({ powerValue }) =>
    text(x(powerValue), y + 18, 'middle', String(powerValue)),
  );
  return [
    html`<line class="axis" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}"/>`,
    ...labels,
    text(WIDTH / 2, HEIGHT - 8, 'middle', 'memory, MB'),
  ];
}

function verticalAxis(
  scale: ReturnType<typeof verticalScale>,
  side: 'left' | 'right',
  title: string,
): readonly Html[] {
  const isLeft = side === 'left';
  const x = isLeft ? MARGIN.left - 8 : WIDTH - MARGIN.right + 8;
  const format = scale.tickFormat(TICK_COUNT);
  const labels = scale
    .ticks(TICK_COUNT)
    .map((tick) => text(x, scale(tick) + 4, isLeft ? 'end' : 'start', format(tick)));
  const name = isLeft ? 'duration' : 'cost';
  return [
    ...labels,
    html`<text class="${name}" x="${isLeft ? 8 : WIDTH - 8}" y="14" text-anchor="${isLeft ? 'start' : 'end'}">${title}</text>`,
  ];
}

function markedSize(x: number, name: 'chosen' | 'before', label: string, labelY: number): Html {
  return html`<line class="${name}" x1="${round(x)}" x2="${round(x)}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}"/>${text(x, labelY, 'middle', label)}`;
}

function text(x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string): Html {
  return html`<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
