import type { PreviousRun } from '../../shared/contract/previous-run.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import {
  costChangeText,
  durationChangeText,
  durationText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { percentMore } from '../../shared/core/advice/size-picks.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { dayText } from './day-text.ts';
import type { ReportFacts } from './report.ts';

/** Shows what differs from the function's previous run; `undefined` if none is known. */
export function previousSection(report: ReportFacts): Html | undefined {
  const { previous } = report;
  if (previous === undefined) {
    return undefined;
  }
  return html`<section aria-labelledby="previous">
<h2 id="previous">Compared with the run before</h2>
<p>On ${dayText(previous.publishedAtMs)} (run ${previous.runId}): ${previous.verdict.text}</p>
<p>${differencesText(report, previous)}</p>
${sizesTable(report, previous)}
</section>`;
}

function differencesText({ target, request, recall }: ReportFacts, previous: PreviousRun): string {
  const differing = [
    ['the code', target.codeSha256 !== previous.codeSha256],
    ['the configuration', target.configurationDigest !== previous.configurationDigest],
    ['the payload', recall.payloadDigest !== previous.payloadDigest],
    [`the strategy (then ${previous.strategy})`, request.strategy !== previous.strategy],
    [
      `what was measured (then ${previous.coldStarts ? 'cold starts' : 'warm invocations'})`,
      isOtherKind(previous, request),
    ],
  ].flatMap(([what, isOther]) => (isOther ? [String(what)] : []));
  return differing.length === 0
    ? 'Code, configuration, payload and strategy are the same.'
    : `What is different since: ${differing.join(', ')}.`;
}

/**
 * Whether one run measured cold starts and the other warm invocations, which are not comparable.
 */
function isOtherKind(previous: PreviousRun, request: Pick<TuningRequest, 'coldStarts'>): boolean {
  return Boolean(previous.coldStarts) !== Boolean(request.coldStarts);
}

/** Shows the sizes that both runs measured; `undefined` if they measured different things. */
function sizesTable({ result, request }: ReportFacts, previous: PreviousRun): Html | undefined {
  if (isOtherKind(previous, request)) return undefined;
  const rows = result.decision.evidence.tiers.flatMap((now) => {
    const then = previous.sizes.find(({ powerValue }) => powerValue === now.powerValue);
    return then === undefined ? [] : [{ then, now }];
  });
  return rows.length === 0
    ? html`<p>No size was measured in both runs.</p>`
    : html`<table class="cards">
<caption>The sizes that both runs measured: then, and now.</caption>
<thead><tr><th scope="col">Memory</th><th scope="col">Duration</th><th scope="col">Difference</th><th scope="col">Cost of a million</th><th scope="col">Difference</th></tr></thead>
<tbody>${rows.map(comparedRow)}</tbody>
</table>`;
}

interface Compared {
  readonly then: PreviousRun['sizes'][number];
  readonly now: PreviousRun['sizes'][number];
}

function comparedRow({ then, now }: Compared): Html {
  const [durationThen, durationNow] = [then.durationMs.median, now.durationMs.median];
  const [costThen, costNow] = [then.costUsdPerMillion.median, now.costUsdPerMillion.median];
  return html`<tr><th scope="row">${now.powerValue} MB</th>
<td data-label="Duration">${durationText(durationThen)}, ${durationText(durationNow)}</td>
<td data-label="Difference">${durationChangeText(percentMore(durationNow, durationThen))}</td>
<td data-label="Cost of a million">${usdText(costThen)}, ${usdText(costNow)}</td>
<td data-label="Difference">${costChangeText(percentMore(costNow, costThen))}</td></tr>\n`;
}
