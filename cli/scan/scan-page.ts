import { probabilityText } from '../../shared/core/advice/figure-text.ts';
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { staticPage } from '../../shared/page/static-page.ts';
import {
  coldStartText,
  fasterText,
  headlines,
  intervalText,
  logsText,
  memoryUsedText,
  monthlyText,
} from './scan-figures.ts';
import { type ScanResult, scanLimits } from './scan-result.ts';

/** Width of the bar of an interval, in units of its viewBox. */
const BAR_WIDTH = 100;

/** Formats a scan as one HTML page, which loads nothing. */
export function scanPage(result: ScanResult): string {
  const { regions, functions } = result;
  const invoked = functions.filter(({ outlook }) => outlook);
  const [facts, saving] = headlines(result);
  const title = `Lambda functions of ${regions.join(', ')}`;
  return staticPage(
    title,
    html`<p>${facts}
${saving && html`<strong>${saving}</strong>`}</p>
${logsText(result).map(
  (text) => html`<p>${text}</p>
`,
)}${invoked.length === 0 ? undefined : savingTable(invoked)}
${findingList(functions)}
<h2>What a scan cannot know</h2>
<ul>${scanLimits(result).map((text) => html`<li>${text}</li>`)}</ul>`,
  );
}

function savingTable(invoked: readonly ScannedFunction[]): Html {
  const usdMax = Math.max(...invoked.map(({ outlook }) => outlook?.savingUsdPerMonth.high ?? 0));
  return html`<p class="soft">Amounts are per month. A bar is a 90 % interval, its mark the expected saving.</p>
<div class="wide" tabindex="0" role="region" aria-label="Functions by expected saving">
<table>
<caption>By expected saving</caption>
<thead><tr>${['function', 'now', 'cost', 'expected saving', '90 % interval', '', 'tuning pays', 'likely best', 'faster at no cost', ...(hasLogs(invoked) ? ['memory used', 'cold starts'] : [])].map((head) => (head === '' ? html`<td></td>` : html`<th scope="col">${head}</th>`))}</tr></thead>
<tbody>
${invoked.map((own) => savingRow(own, usdMax, hasLogs(invoked)))}</tbody>
</table>
</div>`;
}

function hasLogs(functions: readonly ScannedFunction[]): boolean {
  return functions.some(({ logs }) => logs !== undefined);
}

function savingRow(
  { subject, outlook, logs }: ScannedFunction,
  usdMax: number,
  withLogs: boolean,
): Html | undefined {
  if (outlook === undefined) {
    return undefined;
  }
  const { savingUsdPerMonth: saving, costUsdPerMonth, probabilityPays, cheapestMb } = outlook;
  return html`<tr><th scope="row" title="${subject.functionArn}">${subject.functionName}</th>
<td>${subject.memoryMb} MB</td><td>${monthlyText(costUsdPerMonth)}</td><td>${monthlyText(saving.mean)}</td>
<td>${intervalText(saving)}</td>
<td>${intervalBar(saving, usdMax)}</td>
<td>${probabilityText(probabilityPays)}</td><td>${cheapestMb} MB</td>
<td>${fasterText(outlook)}</td>${withLogs ? html`<td>${memoryUsedText(logs)}</td><td>${coldStartText(logs)}</td>` : undefined}</tr>
`;
}

function intervalBar(
  { low, mean, high }: { readonly low: number; readonly mean: number; readonly high: number },
  usdMax: number,
): Html {
  const x = (usd: number) => ((BAR_WIDTH * usd) / Math.max(usdMax, Number.MIN_VALUE)).toFixed(1);
  return html`<svg viewBox="0 0 ${BAR_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true"><rect x="${x(low)}" y="3" width="${x(high - low)}" height="4" opacity=".4"/><line x1="${x(mean)}" x2="${x(mean)}" y1="0" y2="10"/></svg>`;
}

function findingList(functions: readonly ScannedFunction[]): Html | undefined {
  const found = functions.flatMap(({ subject, findings }) =>
    findings.map(({ text }) => html`<li><strong>${subject.functionName}</strong>: ${text}</li>\n`),
  );
  return found.length === 0 ? undefined : html`<h2>Beside the memory</h2>\n<ul>${found}</ul>`;
}
