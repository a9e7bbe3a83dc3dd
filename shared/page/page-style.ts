import { html } from './html.ts';

/** The style of every page that the tuner makes, including the chart's, as CSS. */
export const PAGE_STYLE = html`
body { font: 15px/1.5 system-ui, sans-serif; max-width: 820px; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.4rem; }
svg { width: 100%; height: auto; margin: 1rem 0; }
svg text { font: 12px system-ui, sans-serif; fill: #57606a; }
svg .axis { stroke: #8c959f; }
svg path { fill: none; stroke-width: 2; }
svg path.duration { stroke: #0969da; } svg circle.duration, svg text.duration { fill: #0969da; }
svg path.cost { stroke: #bc4c00; } svg circle.cost, svg text.cost { fill: #bc4c00; }
svg line.chosen { stroke: #1a7f37; stroke-width: 2; } svg line.before { stroke: #8c959f; stroke-dasharray: 4 4; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .5rem; text-align: right; border-bottom: 1px solid #d0d7de; }
th:last-child, td:last-child { text-align: left; }
tr.chosen { background: #dafbe1; font-weight: 600; }
.facts { color: #57606a; font-size: .85rem; overflow-wrap: anywhere; }
`;
