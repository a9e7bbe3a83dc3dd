import { area, line } from 'd3-shape';
import { durationEstimateText, usdEstimateText } from '../core/advice/figure-text.ts';
import { type ChartLayout, LINE_HEIGHT, rounded } from './chart-layout.ts';
import {
  type ChartPicture,
  type ChartSize,
  type DrawnCurves,
  figureOf,
  type Quantity,
} from './chart-picture.ts';
import { type Html, html } from './html.ts';
import type { MemoryAxis } from './memory-axis.ts';
import type { ValueAxis } from './value-axis.ts';

/** Everything that a panel is drawn from. */
export interface Panel {
  readonly picture: ChartPicture;
  readonly curves: DrawnCurves;
  readonly quantity: Quantity;
  readonly memory: MemoryAxis;
  readonly value: ValueAxis;
  readonly top: number;
  readonly bottom: number;
  /** Vertical position of the title's baseline. */
  readonly titleY: number;
  readonly layout: ChartLayout;
}

/** Most measured sizes that get large dots. */
const MANY_SIZES = 16;

/** Half the width of an error bar's caps and of a cross. */
const CAP = 4;

/** Half the diagonal of a diamond. */
const DIAMOND = 5.5;

/** Draws one quantity against memory: flat region, grid, band, curve, sizes with error bars. */
export function chartPanel(panel: Panel): Html {
  const { quantity, memory, value, top, bottom, titleY } = panel;
  const { left, right } = memory;
  return html`<g class="${quantity}">
<text class="panel-title" x="0" y="${rounded(titleY)}">${value.title}</text>
${flatRegion(panel)}${grid(panel)}
<rect class="frame" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(right - left)}" height="${rounded(bottom - top)}"/>
${marks(panel)}${limit(panel)}${curve(panel)}${samples(panel)}${points(panel)}${otherSeries(panel)}${failures(panel)}
</g>`;
}

function flatRegion({ picture, memory, top, bottom }: Panel): Html | undefined {
  const { flatRegion: flat } = picture;
  if (flat === undefined || flat.minMb === flat.maxMb) {
    return undefined;
  }
  const within = (x: number) => Math.min(Math.max(x, memory.left), memory.right);
  const [left, right] = [within(memory.x(flat.minMb)), within(memory.x(flat.maxMb))];
  return html`<rect class="flat" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(right - left)}" height="${rounded(bottom - top)}"/>`;
}

function grid({ memory, value, top, bottom, layout }: Panel): readonly Html[] {
  const limitY = value.limit?.y ?? Number.NEGATIVE_INFINITY;
  const isFree = (y: number) => Math.abs(y - limitY) >= LINE_HEIGHT * layout.fontSize;
  return [
    ...value.ticks.map(
      ({ y, text }) =>
        html`${horizontal('grid', y, memory)}${isFree(y) ? valueText(text, y, { memory, layout }) : undefined}`,
    ),
    ...memory.ticksMb.map((mb) => vertical('grid', memory.x(mb), top, bottom)),
  ];
}

/** Draws the limit as a line. Its label is on the axis, where it cannot overlap anything. */
function limit({ value, memory, layout }: Panel): Html | undefined {
  return (
    value.limit &&
    html`${horizontal('limit', value.limit.y, memory)}<g class="limit-label">${valueText(value.limit.text, value.limit.y, { memory, layout })}</g>`
  );
}

function valueText(
  text: string,
  y: number,
  { memory, layout }: Pick<Panel, 'memory' | 'layout'>,
): Html {
  return html`<text x="${rounded(memory.left - 6)}" y="${rounded(y + layout.fontSize / 3)}" text-anchor="end">${text}</text>`;
}

function marks({ picture, memory, top, bottom }: Panel): readonly Html[] {
  return [
    ...(picture.plannedMb ?? []).map((mb) => vertical('mark planned', memory.x(mb), top, bottom)),
    ...picture.marks.map(({ memoryMb, kind }) =>
      vertical(`mark ${kind}`, memory.x(memoryMb), top, bottom),
    ),
  ];
}

function curve(panel: Panel): Html | undefined {
  const [own = []] = panel.curves;
  if (own.length < 2) {
    return undefined;
  }
  const { x, y } = placesIn(panel);
  const band = area<ChartSize>(x, y('low'), y('high'))([...own]);
  const median = line<ChartSize>(x, y('median'))([...own]);
  return html`<path class="band" d="${band ?? ''}"/><path class="curve" d="${median ?? ''}"/>`;
}

/** Draws the series to compare with, without a band, which would hide that of the first. */
function otherSeries(panel: Panel): Html | undefined {
  const { picture, quantity } = panel;
  const [, other = []] = panel.curves;
  if (picture.other === undefined) {
    return undefined;
  }
  const { x, y } = placesIn(panel);
  const median = line<ChartSize>(x, y('median'))([...other]);
  const { name, sizes } = picture.other;
  return html`<g class="other">${other.length < 2 ? undefined : html`<path class="curve" d="${median ?? ''}"/>`}${sizes.map(
    (size) =>
      html`<g><title>${name}, ${size.powerValue} MB: ${figureText(size, quantity)}</title>${errorBar(x(size), y('low')(size), y('high')(size))}${diamond(x(size), y('median')(size))}</g>`,
  )}</g>`;
}

/** Returns functions for the positions of sizes in a panel. */
function placesIn({ quantity, memory, value }: Panel) {
  return {
    x: ({ powerValue }: ChartSize) => rounded(memory.x(powerValue)),
    y: (edge: 'low' | 'median' | 'high') => (size: ChartSize) =>
      rounded(value.y(figureOf(size, quantity)[edge])),
  };
}

function samples({ picture, quantity, memory, value }: Panel): readonly Html[] {
  return quantity === 'cost'
    ? []
    : (picture.samples ?? []).map(
        ({ memoryMb, durationMs }) =>
          html`<circle class="sample" cx="${rounded(memory.x(memoryMb))}" cy="${rounded(value.y(durationMs))}" r="2.5"/>`,
      );
}

function points(panel: Panel): readonly Html[] {
  const { picture, quantity } = panel;
  const radius = picture.sizes.length > MANY_SIZES ? 3 : 4.5;
  const { x, y } = placesIn(panel);
  return picture.sizes.map(
    (size) =>
      html`<g><title>${size.powerValue} MB: ${figureText(size, quantity)}</title>${errorBar(x(size), y('low')(size), y('high')(size))}<circle class="point" cx="${x(size)}" cy="${y('median')(size)}" r="${radius}"/></g>`,
  );
}

function figureText(size: ChartSize, quantity: Quantity): string {
  const figure = figureOf(size, quantity);
  return quantity === 'cost' ? usdEstimateText(figure) : durationEstimateText(figure);
}

/** Draws an interval as a bar with a cap at each end. */
function errorBar(x: number, low: number, high: number): Html {
  return html`<path class="bar" d="M${rounded(x - CAP)},${low}h${2 * CAP}m${-CAP},0V${high}m${-CAP},0h${2 * CAP}"/>`;
}

/** Draws the sign of a measured size in the series to compare with. */
export function diamond(x: number, y: number): Html {
  return html`<path class="point" d="M${x},${rounded(y - DIAMOND)}l${DIAMOND},${DIAMOND}l${-DIAMOND},${DIAMOND}l${-DIAMOND},${-DIAMOND}z"/>`;
}

function failures({ picture, memory, bottom }: Panel): readonly Html[] {
  const y = bottom - 3 * CAP;
  return picture.failed.map(({ memoryMb, reason }) => {
    const x = rounded(memory.x(memoryMb));
    return html`<g><title>${memoryMb} MB: ${reason}</title>${cross(x, y)}</g>`;
  });
}

/** Draws the sign of a size that could not be measured. */
export function cross(x: number, y: number): Html {
  return html`<path class="failed" d="M${x - CAP},${rounded(y - CAP)}l${2 * CAP},${2 * CAP}m0,${-2 * CAP}l${-2 * CAP},${2 * CAP}"/>`;
}

function horizontal(className: string, y: number, { left, right }: MemoryAxis): Html {
  return html`<line class="${className}" x1="${rounded(left)}" x2="${rounded(right)}" y1="${rounded(y)}" y2="${rounded(y)}"/>`;
}

function vertical(className: string, x: number, top: number, bottom: number): Html {
  return html`<line class="${className}" x1="${rounded(x)}" x2="${rounded(x)}" y1="${rounded(top)}" y2="${rounded(bottom)}"/>`;
}
