import { rolesOf } from '../../shared/contract/size-roles.ts';
import type { TierRow } from '../../shared/contract/tuning-result.ts';
import {
  durationEstimateText,
  durationText,
  usdEstimateText,
} from '../../shared/core/advice/figure-text.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { type Html, html } from '../../shared/page/html.ts';
import type { ReportFacts } from './report.ts';

function columnsOf({ result }: ReportFacts): readonly string[] {
  return [
    'Duration (90 %)',
    'Cost of a million (90 %)',
    'Measured mean',
    'p95',
    'Billed mean',
    result.coldStarts ? 'Initialisation' : 'Cold start',
    'Memory used',
    'Samples, warm + cold',
  ];
}

/** Shows every size with its figures, below the warnings, each of which appears once. */
export function sizesSection(report: ReportFacts): Html {
  const { tiers } = report.result;
  return html`<section aria-labelledby="sizes">
<h2 id="sizes">The measured sizes</h2>
${warnings(report)}
<table class="cards">
<caption>${captionOf(report)}</caption>
<thead><tr><th scope="col">Memory</th>${columnsOf(report).map((title) => html`<th scope="col">${title}</th>`)}<th scope="col" class="words">Outcome</th></tr></thead>
<tbody>
${tiers.map((tier) => sizeRow(tier, report))}</tbody>
</table>
</section>`;
}

function captionOf({ result: { coldStarts } }: ReportFacts): string {
  return coldStarts
    ? 'Durations and costs are of cold starts, initialisation and handler together. The first two columns are estimates from the samples of each size, with their 90 % intervals; the others are what was measured. Warm answers do not count.'
    : 'Durations and costs are of warm invocations. The first two columns are estimates from all measurements together, with their 90 % intervals; the others are what was measured.';
}

function warnings({ result }: ReportFacts): Html | undefined {
  const { warnings: own, reasoning } = result.decision;
  const all = [...new Set([...own, ...reasoning.risks])];
  return all.length === 0
    ? undefined
    : html`<section class="warnings" aria-labelledby="warnings"><h2 id="warnings">${all.length === 1 ? 'A warning' : 'Warnings'}</h2><ul>${all.map((text) => html`<li>${text}</li>`)}</ul></section>`;
}

function sizeRow(tier: TierRow, report: ReportFacts): Html {
  const { result } = report;
  const { powerValue, estimate, figures, warmSampleCount, coldSampleCount } = tier;
  const startMs = figures?.startDurationMsMedian;
  const cells = [
    estimate && estimateCell(durationEstimateText(estimate.durationMs)),
    estimate && estimateCell(usdEstimateText(estimate.costUsdPerMillion)),
    figures && durationText(figures.durationMsMean),
    figures && durationText(figures.durationMsP95),
    figures && durationText(figures.billedDurationMsMean),
    startMs === undefined ? undefined : durationText(startMs),
    figures && `${figures.maxMemoryUsedMb.toFixed(0)} MB`,
    `${warmSampleCount} + ${coldSampleCount}`,
  ];
  const isChosen = powerValue === result.powerValue;
  return html`<tr${isChosen ? html` class="chosen"` : undefined}><th scope="row">${powerValue} MB</th>${columnsOf(
    report,
  ).map(
    (title, index) => html`<td data-label="${title}">${cells[index] ?? '–'}</td>`,
  )}<td class="words" data-label="Outcome">${outcome(tier, result)}</td></tr>\n`;
}

/** Shows the value, and its interval on a separate line. */
function estimateCell(text: string): Html {
  const [value = text, interval = ''] = text.split(/(?= \()/);
  return html`<span>${value}<span class="more">${interval}</span></span>`;
}

function outcome(
  { powerValue, outcome: ended, errorCount }: TierRow,
  result: ReportFacts['result'],
): Html {
  const roles = rolesOf(result, powerValue).join(', ');
  const why = ended.kind === 'measured' ? undefined : ended.message;
  const text = ended.kind === 'measured' ? roles || 'measured' : tierOutcomeText(ended);
  const more = [
    why,
    ended.kind !== 'measured' && roles,
    errorCount > 0 && ended.kind === 'measured' && `${errorCount} failed`,
  ].filter(Boolean);
  return html`<span>${text}${more.map((line) => line && html` <span class="more">${line}</span>`)}</span>`;
}
