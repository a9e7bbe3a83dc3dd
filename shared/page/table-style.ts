import { html } from './html.ts';

/** Style of a page of tables: readable in light and dark mode, on paper and on a phone. */
export const TABLE_STYLE = html`
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#57606a, #9198a1); --bar: light-dark(#0969da, #4493f8); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
.soft { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, .text { text-align: left; overflow-wrap: anywhere; min-width: 12rem; }
svg { display: block; width: 8rem; height: .8rem; }
svg rect { fill: var(--bar); } svg line { stroke: var(--bar); stroke-width: 2; }
@media print { body { margin: 0; max-width: none; } }
`;
