import { area, line } from 'd3-shape';
import { durationEstimateText, usdEstimateText } from '../core/advice/figure-text.ts';
import { type ChartLayout, LINE_HEIGHT, rounded } from './chart-layout.ts';
import { type ChartPicture, type ChartSize, figureOf, type Quantity } from './chart-picture.ts';
import { type Html, html } from './html.ts';
import type { MemoryAxis } from './memory-axis.ts';
import type { ValueAxis } from './value-axis.ts';

/** What a panel is drawn from. */
export interface Panel {
  readonly picture: ChartPicture;
  /** The part of the curve that is drawn. */
  readonly curve: readonly ChartSize[];
  readonly quantity: Quantity;
  readonly memory: MemoryAxis;
  readonly value: ValueAxis;
  readonly top: number;
  readonly bottom: number;
  /** Where the base line of its title is. */
  readonly titleY: number;
  readonly layout: ChartLayout;
}

/** More measured sizes than this get smaller dots. */
const MANY_SIZES = 16;

/** Half the length of the caps of an error bar, and of a cross. */
const CAP = 4;

/** One quantity over memory: flat region, grid, band, curve, measured sizes with error bars. */
export function chartPanel(panel: Panel): Html {
  const { quantity, memory, value, top, bottom, titleY } = panel;
  const { left, right } = memory;
  return html`<g class="${quantity}">
<text class="panel-title" x="0" y="${rounded(titleY)}">${value.title}</text>
${flatRegion(panel)}${grid(panel)}
<rect class="frame" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(right - left)}" height="${rounded(bottom - top)}"/>
${marks(panel)}${limit(panel)}${curve(panel)}${samples(panel)}${points(panel)}${failures(panel)}
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

/** The limit as a line, named on the axis, where nothing else can lie. */
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

function curve({ curve: sizes, quantity, memory, value }: Panel): Html | undefined {
  if (sizes.length < 2) {
    return undefined;
  }
  const x = ({ powerValue }: ChartSize) => rounded(memory.x(powerValue));
  const y = (edge: 'low' | 'median' | 'high') => (size: ChartSize) =>
    rounded(value.y(figureOf(size, quantity)[edge]));
  const band = area<ChartSize>(x, y('low'), y('high'))([...sizes]);
  const median = line<ChartSize>(x, y('median'))([...sizes]);
  return html`<path class="band" d="${band ?? ''}"/><path class="curve" d="${median ?? ''}"/>`;
}

function samples({ picture, quantity, memory, value }: Panel): readonly Html[] {
  return quantity === 'cost'
    ? []
    : (picture.samples ?? []).map(
        ({ memoryMb, durationMs }) =>
          html`<circle class="sample" cx="${rounded(memory.x(memoryMb))}" cy="${rounded(value.y(durationMs))}" r="2.5"/>`,
      );
}

function points({ picture, quantity, memory, value }: Panel): readonly Html[] {
  const radius = picture.sizes.length > MANY_SIZES ? 3 : 4.5;
  return picture.sizes.map((size) => {
    const figure = figureOf(size, quantity);
    const [x, y, low, high] = [
      memory.x(size.powerValue),
      value.y(figure.median),
      value.y(figure.low),
      value.y(figure.high),
    ].map(rounded) as [number, number, number, number];
    const text = quantity === 'cost' ? usdEstimateText(figure) : durationEstimateText(figure);
    return html`<g><title>${size.powerValue} MB: ${text}</title><path class="bar" d="M${x - CAP},${low}h${2 * CAP}m${-CAP},0V${high}m${-CAP},0h${2 * CAP}"/><circle class="point" cx="${x}" cy="${y}" r="${radius}"/></g>`;
  });
}

function failures({ picture, memory, bottom }: Panel): readonly Html[] {
  const y = bottom - 3 * CAP;
  return picture.failed.map(({ memoryMb, reason }) => {
    const x = rounded(memory.x(memoryMb));
    return html`<g><title>${memoryMb} MB: ${reason}</title>${cross(x, y)}</g>`;
  });
}

/** The sign of a size that could not be measured. */
export function cross(x: number, y: number): Html {
  return html`<path class="failed" d="M${x - CAP},${rounded(y - CAP)}l${2 * CAP},${2 * CAP}m0,${-2 * CAP}l${-2 * CAP},${2 * CAP}"/>`;
}

function horizontal(className: string, y: number, { left, right }: MemoryAxis): Html {
  return html`<line class="${className}" x1="${rounded(left)}" x2="${rounded(right)}" y1="${rounded(y)}" y2="${rounded(y)}"/>`;
}

function vertical(className: string, x: number, top: number, bottom: number): Html {
  return html`<line class="${className}" x1="${rounded(x)}" x2="${rounded(x)}" y1="${rounded(top)}" y2="${rounded(bottom)}"/>`;
}
