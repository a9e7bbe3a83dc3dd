import { CHART_STYLE } from './chart-style.ts';
import { html } from './html.ts';

/**
 * Style of every page of the tuner, as CSS: light or dark by the reader's preference, cards instead
 * of tables on a phone, black on white on paper.
 */
export const PAGE_STYLE = html`
:root { color-scheme: light dark; --ground: #fff; --raised: #f6f8fa; --ink: #1b1f24; --muted: #57606a; --line: #d0d7de; --strong-line: #6e7781; --good: #116329; --good-ground: #dafbe1; --duration: #0550ae; --cost: #953800; --caution: #6b4400; --caution-ground: #fff4d1; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #0d1117; --raised: #161b22; --ink: #e6edf3; --muted: #a3adb8; --line: #30363d; --strong-line: #8b949e; --good: #6bdc80; --good-ground: #11281a; --duration: #79c0ff; --cost: #f0a35e; --caution: #eac55f; --caution-ground: #2a230e; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--ground); overflow-wrap: anywhere; }
main, .page-foot { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1.5rem 0; }
.page-foot { padding-bottom: 2rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.25rem); line-height: 1.2; margin: 0 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .5rem 0; max-width: 46rem; }
ul, ol { margin: .5rem 0; padding-left: 1.25rem; }
a { color: var(--duration); }
:focus-visible { outline: 3px solid var(--duration); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.eyebrow, .note, .facts { color: var(--muted); font-size: .875rem; }
.eyebrow { margin: 0 0 .25rem; }
.lead { font-size: 1.125rem; }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-weight: 600; font-size: .875rem; }
.badge.high { color: var(--good); } .badge.likely { color: var(--duration); } .badge.low { color: var(--caution); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; }
.figures > div { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.figures dt { color: var(--muted); font-size: .875rem; }
.figures dd { margin: 0; font-variant-numeric: tabular-nums; }
.figures .values { font-size: 1.25rem; font-weight: 600; }
.figures .from, .figures .to { white-space: nowrap; } .figures .from { font-weight: 400; color: var(--muted); }
.picks { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: .75rem; margin: .75rem 0; padding: 0; list-style: none; }
.picks > li { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem 1rem; }
.picks > li.chosen { border: 2px solid var(--good); background: var(--good-ground); }
.picks h3 { margin: 0; } .picks .size { font-size: 1.75rem; font-weight: 600; margin: 0; }
.picks dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .75rem; margin: .5rem 0 .75rem; font-variant-numeric: tabular-nums; font-size: .9375rem; }
.picks dt { color: var(--muted); } .picks li.chosen dt { color: inherit; } .picks dd { margin: 0; }
summary { cursor: pointer; padding: .35rem 0; }
.warnings { background: var(--caution-ground); color: var(--caution); border-left: .3rem solid currentColor; border-radius: .25rem; padding: .25rem 1rem .75rem; margin: 1.5rem 0; }
.warnings h2 { border: 0; margin: .5rem 0 0; padding: 0; font-size: 1rem; } .warnings ul { margin: .25rem 0 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9375rem; }
caption { text-align: left; color: var(--muted); font-size: .875rem; padding: .25rem 0 .5rem; }
th, td { padding: .45rem .6rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: normal; } tbody th, td { white-space: nowrap; } td.words { white-space: normal; overflow-wrap: break-word; }
thead th { vertical-align: bottom; border-bottom-color: var(--strong-line); }
th:first-child, th.words, td.words { text-align: left; }
td .more { display: block; color: var(--muted); font-size: .8125rem; }
tr.chosen { background: var(--good-ground); } tr.chosen .more { color: inherit; } tr.chosen th { box-shadow: inset .3rem 0 0 var(--good); }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; margin: .5rem 0; font-size: .8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
button { font: inherit; font-size: .875rem; color: inherit; background: var(--raised); border: 1px solid var(--strong-line); border-radius: .4rem; padding: .3rem .8rem; min-height: 2rem; cursor: pointer; }
input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--strong-line); border-radius: .4rem; padding: .3rem .6rem; min-height: 2.25rem; max-width: 100%; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; }
.pairs { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .25rem 1rem; margin: .75rem 0; }
.pairs dt { color: var(--muted); } .pairs dd { margin: 0; }
@media screen and (max-width: 47.5rem) {
main, .page-foot { padding-left: 1rem; padding-right: 1rem; }
.cards, .cards tbody, .cards tr, .cards caption { display: block; }
.cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.cards tr { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; margin: 0 0 .75rem; }
.cards th, .cards td { white-space: normal; display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .2rem 0; text-align: right; }
.cards th[scope=row] { font-size: 1.0625rem; } .cards tr.chosen { border: 2px solid var(--good); } .cards tr.chosen th { box-shadow: none; }
.cards td::before { content: attr(data-label); color: var(--muted); text-align: left; flex: 0 1 auto; } .cards tr.chosen td::before { color: inherit; }
.figures { grid-template-columns: 1fr 1fr; gap: .5rem; } .figures > div { padding: .5rem .75rem; } .figures .values { font-size: 1.0625rem; } .figures dd { font-size: .9375rem; }
.pairs { grid-template-columns: 1fr; gap: 0; } .pairs dd { margin-bottom: .5rem; }
}
@page { margin: 15mm 12mm; }
@media print {
html { font-size: 80%; } body { font-size: 10pt; } main, .page-foot { max-width: none; padding: 0; }
button, input, label, .on-screen { display: none !important; }
h2, h3 { break-after: avoid; } .figures > div, .picks > li, tr, figure, pre, .warnings { break-inside: avoid; }
details::details-content { content-visibility: visible; block-size: auto; }
table { font-size: 8pt; } th, td { padding: .2rem .3rem; } tbody th, td { white-space: normal; }
.figures, .picks { grid-template-columns: repeat(3, 1fr); }
}
${CHART_STYLE}`;
