import {
  COLUMNS,
  cellsOf,
  type FleetReport,
  functionsWithoutVerdict,
  headlinesOf,
} from '../../shared/contract/fleet-report.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { staticPage } from '../../shared/page/static-page.ts';

/** Renders the report of a fleet as one page for people, which loads nothing. */
export function fleetPage(report: FleetReport): string {
  const title = `Fleet ${report.fleetId}`;
  const [first, ...others] = headlinesOf(report);
  return staticPage(
    title,
    html`<p><strong>${first}</strong></p>
${others.map((sentence) => html`<p>${sentence}</p>\n`)}
${functionTable(report)}
${reasonList(report)}`,
  );
}

function functionTable({ functions }: FleetReport): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="Functions of the fleet">
<table>
<caption>Functions, by expected saving for an invocation</caption>
<thead><tr>${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${functions.map((row) => {
  const [name, ...cells] = cellsOf(row);
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
})}</tbody>
</table>
</div>`;
}

function reasonList(report: FleetReport): Html | undefined {
  const reasons = functionsWithoutVerdict(report);
  return reasons.length === 0
    ? undefined
    : html`<h2>Without a verdict</h2>
<ul>${reasons.map(({ functionName, reason }) => html`<li><strong>${functionName}</strong>: ${reason}</li>\n`)}</ul>`;
}
