import { rolesOf } from '../../shared/contract/size-roles.ts';
import { usdText } from '../../shared/core/advice/figure-text.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { type KnownSize, presentSize, type ReportFacts } from './report.ts';

/** Invocations a month that the table shows, besides a known rate. */
const RATES = [1_000_000, 10_000_000, 100_000_000] as const;

interface Column {
  readonly title: string;
  readonly usdPerMillion: number;
}

/**
 * Shows the cost per month by traffic: a table, and a field for the reader's own traffic where
 * scripts run. `undefined` for cold starts.
 */
export function moneySection(report: ReportFacts): Html | undefined {
  // Only a small, unknown part of a month's invocations are cold starts.
  if (report.result.coldStarts) return undefined;
  const columns = columnsOf(report);
  const { outlook } = report.result.decision;
  const own = outlook && Math.round(outlook.invocationsPerMonth);
  const source = outlook?.source === 'request' ? 'as requested' : 'as in production';
  const rates = [...new Set([...(own === undefined ? [] : [own]), ...RATES])].toSorted(
    (a, b) => a - b,
  );
  return html`<section aria-labelledby="money">
<h2 id="money">Money per month</h2>
<p class="on-screen" hidden data-traffic-field><label for="traffic">Invocations a month</label><br><input id="traffic" type="number" inputmode="numeric" min="0" step="any" placeholder="${own ?? 250_000}"></p>
<table class="cards">
<caption>Compute and requests at list prices, without the free tier and volume discounts.</caption>
<thead><tr><th scope="col">Invocations a month</th>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${chosenRow(columns)}
${rates.map((rate) => moneyRow(rate, columns, rate === own ? source : undefined))}</tbody>
</table>
</section>`;
}

function columnsOf(report: ReportFacts): readonly Column[] {
  const { result } = report;
  const { cheapest, recommended, fastest } = result.decision.picks;
  const present = presentSize(report);
  const named: readonly (readonly [KnownSize, string?])[] = [
    ...(present ? ([[present]] as const) : []),
    [recommended],
    [cheapest, 'cheapest'],
    [fastest, 'fastest'],
  ];
  return [...Map.groupBy(named, ([{ memoryMb }]) => memoryMb)].map(([memoryMb, group]) => ({
    title: `${memoryMb} MB (${[...rolesOf(result, memoryMb), ...group.flatMap(([, name]) => name ?? [])].join(', ')})`,
    usdPerMillion: group[0]?.[0].costUsdPerMillion.median ?? 0,
  }));
}

/** Builds the row that the page's script fills for the traffic that a reader enters. */
function chosenRow(columns: readonly Column[]): Html {
  return html`<tr class="chosen" hidden data-traffic-row><th scope="row"></th>${columns.map(
    ({ title, usdPerMillion }) =>
      html`<td data-label="${title}" data-usd-per-million="${usdPerMillion}"></td>`,
  )}</tr>`;
}

function moneyRow(rate: number, columns: readonly Column[], note: string | undefined): Html {
  return html`<tr><th scope="row">${rate.toLocaleString('en-US')}${note && html` <span class="note">${note}</span>`}</th>${columns.map(
    ({ title, usdPerMillion }) =>
      html`<td data-label="${title}">${usdText((usdPerMillion / 1e6) * rate)}</td>`,
  )}</tr>\n`;
}
