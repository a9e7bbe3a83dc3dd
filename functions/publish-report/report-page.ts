import { changeText } from '../../shared/contract/change-text.ts';
import { effortText } from '../../shared/contract/effort-text.ts';
import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import {
  countText,
  durationEstimateText,
  durationText,
  usdEstimateText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { pickRows } from '../../shared/core/advice/picks-text.ts';
import { settlingText } from '../../shared/core/advice/settling.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { PAGE_STYLE } from '../../shared/page/page-style.ts';
import { type ChartPoint, tierChart } from '../../shared/page/tier-chart.ts';
import { reasoningSection } from './reasoning-section.ts';

type SizeEvidence = TuningResult['decision']['evidence']['tiers'][number];

/** A report for people: one page, nothing loaded from anywhere, no script. */
export function reportPage(result: TuningResult): string {
  const name = result.functionArn.split(':').at(-1) ?? result.functionArn;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${headline(name, result)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<h1>${headline(name, result)}</h1>
<p>${result.decision.rationale}</p>
<p>${nextText(result)}</p>
${picksTable(result)}
${chart(result)}
${tierTable(result)}
${reasoningSection(result)}
${facts(result)}
</body>
</html>
`;
  return page.toString();
}

/** The verdict in a few words: a size stands there only where it is one to use. */
function headline(name: string, { powerValue, decision }: TuningResult): string {
  switch (decision.verdict.kind) {
    case 'change':
      return `${name}: change to ${powerValue} MB`;
    case 'keep':
      return `${name}: keep ${powerValue} MB`;
    case 'undecided':
      return `${name}: undecided`;
    case 'impossible':
      return `${name}: impossible`;
  }
}

/** What was done, and what would settle an open question. */
function nextText(result: TuningResult): string {
  const { settling } = result.decision.verdict;
  return [changeText(result), ...(settling ? [settlingText(settling)] : [])].join(' ');
}

function picksTable({ decision, powerValueBefore }: TuningResult): Html {
  const [head = [], ...rows] = pickRows(decision.picks, powerValueBefore);
  return html`<table>
<thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;
}

/** Dots and curve are the same estimates as in the tables. */
function chart(result: TuningResult): Html | undefined {
  const { tiers, curve } = result.decision.evidence;
  const points = tiers.map(chartPoint);
  return points.length === 0
    ? undefined
    : tierChart(points, curve.map(chartPoint), {
        chosen: result.powerValue,
        before: result.powerValueBefore,
      });
}

function chartPoint({ powerValue, durationMs, costUsdPerMillion }: SizeEvidence): ChartPoint {
  return {
    powerValue,
    durationMs: durationMs.median,
    costUsdPerMillion: costUsdPerMillion.median,
  };
}

function tierTable(result: TuningResult): Html {
  const rows = result.tiers.map((tier) => tierRow(tier, tier.powerValue === result.powerValue));
  return html`<table>
<thead><tr><th>memory</th><th>duration (90 %)</th><th>$ per million (90 %)</th><th>measured</th><th>mean</th><th>p95</th><th>billed</th><th>$ per million</th><th>start</th><th>memory used, MB</th><th>outcome</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

function tierRow(
  { powerValue, warmSampleCount, estimate, figures, outcome }: TierRow,
  isChosen: boolean,
): Html {
  const cells = [
    `${powerValue} MB`,
    estimate && durationEstimateText(estimate.durationMs),
    estimate && usdEstimateText(estimate.costUsdPerMillion),
    countText(warmSampleCount, 'warm sample'),
    figures && durationText(figures.durationMsMean),
    figures && durationText(figures.durationMsP95),
    figures && durationText(figures.billedDurationMsMean),
    figures && usdText(figures.costUsdPerMillion),
    figures?.startDurationMsMedian && durationText(figures.startDurationMsMedian),
    figures?.maxMemoryUsedMb.toFixed(0),
    isChosen ? 'recommended' : tierOutcomeText(outcome),
  ].map((cell) => html`<td>${cell || '–'}</td>`);
  const chosen = isChosen ? html` class="chosen"` : undefined;
  const why = outcome.kind === 'measured' ? undefined : html` title="${outcome.message}"`;
  return html`<tr${chosen}${why}>${cells}</tr>\n`;
}

function facts(result: TuningResult): Html {
  const { price } = result;
  const lines = [
    effortText(result),
    `Prices: ${price.source}, ${price.date}, ${price.region}, ${price.architecture}${price.isPublished ? '' : ' (assumed: no published price at hand)'}; without free tier and volume discounts.`,
    `Function: ${result.functionArn}. Run: ${result.executionArn}.`,
    ...(result.preflight.kind === 'skipped'
      ? [`Permissions were not checked in full beforehand: ${result.preflight.reason}.`]
      : []),
    ...result.cleanUp.leftClones.map(
      ({ functionArn, message }) => `Clone ${functionArn} could not be deleted: ${message}.`,
    ),
  ];
  return html`<ul class="facts">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
