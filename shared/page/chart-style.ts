import { html } from './html.ts';

/** Style of charts and their legends, as CSS; the colours are defined by the page. */
export const CHART_STYLE = html`
figure { margin: 1rem 0; }
figcaption { color: var(--muted); font-size: .875rem; margin-bottom: .75rem; }
.chart { display: block; width: 100%; height: auto; }
.chart.narrow { display: none; max-width: 30rem; margin: 0 auto; }
@media screen and (max-width: 47.5rem) { .chart.wide { display: none; } .chart.narrow { display: block; } }
.chart text { font: 13px system-ui, sans-serif; fill: var(--muted); }
.chart.narrow text { font-size: 12px; }
.chart .panel-title { font-weight: 600; }
.duration .panel-title { fill: var(--duration); } .cost .panel-title { fill: var(--cost); }
.duration { color: var(--duration); } .cost { color: var(--cost); } .legend svg { color: var(--ink); }
.frame { fill: none; stroke: var(--strong-line); } .grid { stroke: var(--line); }
.flat { fill: var(--good); opacity: .13; }
.band { fill: currentColor; opacity: .17; }
.curve { fill: none; stroke: currentColor; stroke-width: 2; }
.bar { fill: none; stroke: currentColor; stroke-width: 2; }
.point { fill: currentColor; stroke: var(--ground); stroke-width: 1.5; }
/* What is compared with: dashed, hollow. */
.other .curve { stroke-dasharray: 6 4; } .other .bar { stroke-width: 1.5; } .other .point { fill: var(--ground); stroke: currentColor; stroke-width: 2; }
.sample { fill: none; stroke: currentColor; opacity: .55; }
.limit { stroke: var(--caution); stroke-width: 2; stroke-dasharray: 9 4; } .chart .limit-label text { fill: var(--caution); font-weight: 600; }
.failed { fill: none; stroke: var(--caution); stroke-width: 2.5; }
.chart .mark-label { fill: var(--ink); } .chart .mark-label.chosen { fill: var(--good); font-weight: 600; }
.mark { stroke: var(--ink); stroke-width: 1.5; } .mark.present { stroke-dasharray: 5 4; } .mark.candidate { stroke-dasharray: 1.5 3; stroke-width: 2; }
.mark.chosen { stroke: var(--good); stroke-width: 2.5; } .mark.planned { stroke: var(--muted); stroke-dasharray: 2 5; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .5rem 0; font-size: .875rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: .4rem; } .legend svg { flex: none; }
`;
