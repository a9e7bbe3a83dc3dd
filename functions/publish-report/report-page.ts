import { changeText } from '../../shared/contract/change-text.ts';
import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { improvementText } from '../../shared/core/planner/improvement.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { PAGE_STYLE } from '../../shared/page/page-style.ts';
import { tierChart } from '../../shared/page/tier-chart.ts';
import { reasoningSection } from './reasoning-section.ts';

/** A report for people: one page, nothing loaded from anywhere, no script. */
export function reportPage(result: TuningResult): string {
  const name = result.functionArn.split(':').at(-1) ?? result.functionArn;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: ${result.powerValue} MB</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<h1>${name}: ${result.powerValue} MB</h1>
<p>${result.decision.rationale}</p>
<p>${changeText(result)}</p>
${chart(result)}
${tierTable(result)}
${reasoningSection(result)}
${facts(result)}
</body>
</html>
`;
  return page.toString();
}

function chart(result: TuningResult): Html {
  const points = result.tiers.flatMap(({ powerValue, figures }) =>
    figures === undefined
      ? []
      : [
          {
            powerValue,
            durationMs: figures.durationMsMean,
            costUsdPerMillion: figures.costUsdPerMillion,
          },
        ],
  );
  const fitted = result.decision.evidence.curve.map(
    ({ powerValue, durationMs, costUsdPerMillion }) => ({
      powerValue,
      durationMs: durationMs.median,
      costUsdPerMillion: costUsdPerMillion.median,
    }),
  );
  const marks = { chosen: result.powerValue, before: result.powerValueBefore };
  return tierChart(points, fitted, marks);
}

function tierTable(result: TuningResult): Html {
  const rows = result.tiers.map((tier) => tierRow(tier, tier.powerValue === result.powerValue));
  return html`<table>
<thead><tr><th>memory, MB</th><th>warm samples</th><th>duration, ms (mean)</th><th>p95, ms</th><th>billed, ms</th><th>$ per million</th><th>start, ms</th><th>memory used, MB</th><th>verdict</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

function tierRow({ powerValue, warmSampleCount, figures, outcome }: TierRow, isChosen: boolean) {
  const cells = [
    String(powerValue),
    String(warmSampleCount),
    figures?.durationMsMean.toFixed(1),
    figures?.durationMsP95.toFixed(1),
    figures?.billedDurationMsMean.toFixed(1),
    figures?.costUsdPerMillion.toFixed(3),
    figures?.startDurationMsMedian?.toFixed(0),
    figures?.maxMemoryUsedMb.toFixed(0),
    isChosen ? 'chosen' : tierOutcomeText(outcome),
  ].map((cell) => html`<td>${cell ?? '–'}</td>`);
  const chosen = isChosen ? html` class="chosen"` : undefined;
  const why = outcome.kind === 'measured' ? undefined : html` title="${outcome.message}"`;
  return html`<tr${chosen}${why}>${cells}</tr>\n`;
}

function improvementLine({ decision, powerValue, powerValueBefore }: TuningResult) {
  return decision.improvement === undefined || powerValue === powerValueBefore
    ? []
    : [
        `A change from ${powerValueBefore} to ${powerValue} MB is expected to gain ${improvementText(decision.improvement)}.`,
      ];
}

function facts(result: TuningResult): Html {
  const { price } = result;
  const lines = [
    result.isRecalled
      ? 'An earlier run had measured this very function, event and objective; nothing was measured again.'
      : `Tuning took ${result.invocationCount} invocations, which cost $${result.tuningCostUsd.toFixed(6)}.`,
    ...improvementLine(result),
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
