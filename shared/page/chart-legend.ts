import { limitPlace, limitText } from './chart-limit.ts';
import { cross, diamond } from './chart-panel.ts';
import type { ChartMark, ChartPicture } from './chart-picture.ts';
import { type Html, html } from './html.ts';

/** Explains the signs of a chart, but only those that appear in it. */
export function chartLegend(picture: ChartPicture): Html {
  const {
    sizes,
    curve,
    flatRegion,
    failed,
    marks,
    plannedMb = [],
    samples = [],
    limit,
    coldStarts,
    other,
  } = picture;
  const place = limitPlace(picture);
  const reasons = [...new Set(failed.map(({ reason }) => reason))].join(', ');
  const isFlat = flatRegion !== undefined && flatRegion.minMb < flatRegion.maxMb;
  const named = (text: string) => (other === undefined ? text : `${other.ownName}: ${text}`);
  const entries = [
    sizes.length > 0 &&
      entry(
        html`<path class="bar" d="M8,2h8m-4,0V16m-4,0h8"/><circle class="point" cx="12" cy="9" r="4.5"/>`,
        named('measured, with its 90 % interval'),
      ),
    samples.length > 0 &&
      entry(
        html`<circle class="sample" cx="12" cy="9" r="2.5"/>`,
        named(coldStarts ? 'a single cold start' : 'a single warm invocation'),
      ),
    curve.length > 1 &&
      entry(
        html`<rect class="band" x="0" y="2" width="24" height="14"/><path class="curve" d="M0,9H24"/>`,
        named('expected, with its 90 % band'),
      ),
    other !== undefined &&
      entry(
        html`<g class="other"><path class="curve" d="M0,9H24"/>${diamond(12, 9)}</g>`,
        `${other.name}: measured, with its 90 % interval, and expected`,
      ),
    isFlat &&
      entry(
        html`<rect class="flat" x="0" y="2" width="24" height="14"/>`,
        `${flatRegion.minMb} to ${flatRegion.maxMb} MB: at most ${flatRegion.withinPercent} % worse`,
      ),
    limit !== undefined &&
      place !== undefined &&
      entry(html`<line class="limit" x1="0" x2="24" y1="9" y2="9"/>`, limitText(limit, place)),
    failed.length > 0 && entry(cross(12, 9), `not possible: ${reasons}`),
    ...marks.map(({ kind, label }) => entry(lineSign(kind), label)),
    plannedMb.length > 0 && entry(lineSign('planned'), 'measured next'),
  ];
  return html`<ul class="legend" aria-label="Legend">${entries.filter((one) => one !== false)}</ul>`;
}

function entry(sign: Html, text: string): Html {
  return html`<li><svg width="24" height="18" viewBox="0 0 24 18" aria-hidden="true">${sign}</svg>${text}</li>\n`;
}

function lineSign(kind: ChartMark['kind'] | 'planned'): Html {
  return html`<line class="mark ${kind}" x1="12" x2="12" y1="0" y2="18"/>`;
}
