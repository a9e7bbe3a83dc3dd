import {
  CHART_LAYOUTS,
  type ChartLayout,
  LINE_HEIGHT,
  rounded,
  textWidth,
} from './chart-layout.ts';
import { chartLegend } from './chart-legend.ts';
import { chartPanel } from './chart-panel.ts';
import type {
  ChartPicture,
  ChartSeries,
  ChartSize,
  DrawnCurves,
  Quantity,
} from './chart-picture.ts';
import { type Html, html } from './html.ts';
import { placeLabels, rowsHeight } from './mark-labels.ts';
import { axisEndsMb, type MemoryAxis, memoryAxis } from './memory-axis.ts';
import { valueAxis } from './value-axis.ts';

const QUANTITIES: readonly Quantity[] = ['duration', 'cost'];

/** Distance between a panel and its neighbours above and below. */
const GAP = 8;

/**
 * Draws duration and cost against memory: two panels above one logarithmic axis, with a legend, as
 * a figure that needs no script.
 *
 * @param picture A drawable picture.
 * @param caption Caption of the figure.
 */
export function sizeChart(picture: ChartPicture, caption: string): Html {
  const about = aboutText(picture);
  return html`<figure class="size-chart">
<figcaption>${caption}</figcaption>
${CHART_LAYOUTS.map((layout) => drawing(picture, layout, about))}
${chartLegend(picture)}
</figure>`;
}

/** Describes the chart for users who cannot see it; the figures themselves are in the table. */
function aboutText({ sizes, marks, other }: ChartPicture): string {
  const listed = (own: readonly ChartSize[]) => own.map(({ powerValue }) => powerValue).join(', ');
  const measured = listed(sizes);
  const compared = other && `; ${other.name} measured at ${listed(other.sizes)} MB`;
  const marked = marks.map(({ label, memoryMb }) => `${label} ${memoryMb} MB`).join(', ');
  return `Duration and cost against memory${measured && `; measured at ${measured} MB`}${compared ?? ''}${marked && `; ${marked}`}. The table has the figures.`;
}

function drawing(picture: ChartPicture, layout: ChartLayout, about: string): Html {
  const { width, panelHeight, fontSize } = layout;
  const lineHeight = fontSize * LINE_HEIGHT;
  const memory = memoryAxis(picture, layout, marginLeft(picture, layout));
  const labels = placeLabels(
    picture.marks.map(({ label, memoryMb }) => ({
      text: `${label}: ${memoryMb} MB`,
      x: memory.x(memoryMb),
    })),
    layout,
  );
  const rowCount = Math.max(0, ...labels.map(({ row }) => row + 1));
  const labelsTop = lineHeight + GAP;
  const tops = [0, 1].map(
    (index) =>
      labelsTop +
      rowsHeight(rowCount, fontSize) +
      GAP +
      index * (panelHeight + lineHeight + 4 * GAP),
  );
  const panels = QUANTITIES.map((quantity, index) => {
    const top = tops[index] ?? 0;
    const bottom = top + panelHeight;
    const curves = drawnCurves(picture, memory.domainMb);
    const value = valueAxis(picture, curves, quantity, [bottom, top]);
    const titleY = index === 0 ? fontSize : top - 2 * GAP;
    return chartPanel({ picture, curves, quantity, memory, value, top, bottom, titleY, layout });
  });
  const bottom = (tops[1] ?? 0) + panelHeight;
  const height = Math.ceil(bottom + 2.6 * lineHeight);
  return html`<svg class="chart ${layout.name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${about}">
${panels}
${labels.map(({ text, x, left, row }, index) => {
  const y = labelsTop + rowsHeight(row + 1, fontSize) - fontSize / 2;
  const kind = picture.marks[index]?.kind ?? 'present';
  return html`<text class="mark-label ${kind}" x="${rounded(left)}" y="${rounded(y)}">${text}</text><line class="mark ${kind}" x1="${rounded(x)}" x2="${rounded(x)}" y1="${rounded(y + fontSize / 3)}" y2="${rounded(tops[0] ?? 0)}"/>`;
})}
${axisTexts(memory, layout, bottom)}
</svg>`;
}

/** Returns the width that the longest tick label of the two panels needs. */
function marginLeft(picture: ChartPicture, layout: ChartLayout): number {
  const curves = drawnCurves(picture, axisEndsMb(picture));
  const texts = QUANTITIES.flatMap((quantity) => {
    const { ticks, limit } = valueAxis(picture, curves, quantity, [layout.panelHeight, 0]);
    return [...ticks, ...(limit === undefined ? [] : [limit])].map(({ text }) => text);
  });
  return Math.max(0, ...texts.map((text) => textWidth(text, layout.fontSize))) + GAP;
}

function drawnCurves(picture: ChartPicture, domainMb: readonly [number, number]): DrawnCurves {
  return [picture, ...(picture.other ? [picture.other] : [])].map((series) =>
    drawnCurve(series, domainMb),
  );
}

/** Returns the curve through the measured sizes, between the ends of the axis. */
function drawnCurve(
  { curve, sizes }: ChartSeries,
  [lowest, highest]: readonly [number, number],
): readonly ChartSize[] {
  if (curve.length === 0) {
    return [];
  }
  const bySize = new Map([...curve, ...sizes].map((size) => [size.powerValue, size]));
  return [...bySize.values()]
    .filter(({ powerValue }) => powerValue >= lowest && powerValue <= highest)
    .toSorted((a, b) => a.powerValue - b.powerValue);
}

function axisTexts({ x, ticksMb, left, right }: MemoryAxis, layout: ChartLayout, bottom: number) {
  const lineHeight = layout.fontSize * LINE_HEIGHT;
  return [
    ...ticksMb.map(
      (mb) =>
        html`<text x="${rounded(x(mb))}" y="${rounded(bottom + lineHeight)}" text-anchor="middle">${mb}</text>`,
    ),
    html`<text x="${rounded((left + right) / 2)}" y="${rounded(bottom + 2.2 * lineHeight)}" text-anchor="middle">Memory, MB (logarithmic)</text>`,
  ];
}

/** Whether there is anything to draw: without a figure there would be no vertical axis. */
export function isDrawable(picture: ChartPicture): boolean {
  return picture.sizes.length > 0;
}
