import { changeText } from '../../shared/contract/change-text.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import {
  costChangeText,
  countText,
  durationChangeText,
  durationText,
  probabilityText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { settlingText } from '../../shared/core/advice/settling.ts';
import { percentMore } from '../../shared/core/advice/size-picks.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { dayText } from './day-text.ts';
import {
  comparedSize,
  isOnlySize,
  isPresentInfeasible,
  type KnownSize,
  presentSize,
  type ReportFacts,
} from './report.ts';

/** Returns the name of the function for a person, with the alias or version that was tuned. */
export function targetName({ functionName, qualifier }: ReportFacts['target']): string {
  return qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
}

/** Returns the decision in a few words. It names a size only if that is one to use. */
export function headline({
  powerValue,
  powerValueBefore,
  coldStarts,
  decision,
}: TuningResult): string {
  const scope = coldStarts ? ' for cold starts' : '';
  switch (decision.verdict.kind) {
    case 'change':
      return `Change from ${powerValueBefore} to ${powerValue} MB${scope}`;
    case 'keep':
      return `Keep ${powerValue} MB${scope}`;
    case 'undecided':
      return `Undecided${scope}: measure more before a change`;
    case 'impossible':
      return `Impossible${scope}: no size keeps the limit`;
  }
}

/**
 * Shows what people look for first: the decision, what it changes, how sure it is, and what was
 * done.
 */
export function headlineSection(report: ReportFacts): Html {
  const { result, target, publishedAtMs } = report;
  const { verdict, rationale } = result.decision;
  const explanation = rationale.startsWith(verdict.text)
    ? rationale.slice(verdict.text.length).trim()
    : rationale;
  return html`<header>
<p class="eyebrow">${targetName(target)} · ${target.region} · <time datetime="${new Date(publishedAtMs).toISOString()}">${dayText(publishedAtMs)}</time></p>
<h1>${headline(result)}</h1>
${figuresList(report)}
${confidence(report)}
<p class="lead">${verdict.text}</p>
${explanation === '' ? undefined : html`<p>${explanation}</p>`}
${doneText(result)}
</header>`;
}

const CONFIDENCE = {
  high: 'High confidence',
  likely: 'Likely',
  low: 'Low confidence',
} as const;

/** Shows how sure the decision is. An undecided verdict states its probability in its text. */
function confidence(report: ReportFacts): Html | undefined {
  const { word, probability } = report.result.decision.verdict.confidence;
  return isOnlySize(report) || report.result.decision.verdict.kind === 'undecided'
    ? undefined
    : html`<p><span class="badge ${word}">${CONFIDENCE[word]}</span> The probability that this is right is ${probabilityText(probability)}.</p>`;
}

/** Shows what was done, and what would settle an open question. */
function doneText(result: TuningResult): Html {
  const { settling } = result.decision.verdict;
  return html`<p>${changeText(result)}</p>${settling && html`<p>${settlingText(settling)}</p>`}`;
}

interface Figure {
  readonly name: string;
  readonly before: string;
  readonly after: string | undefined;
  /** What the difference amounts to; absent if there is none. */
  readonly difference: string | undefined;
}

function figuresList(report: ReportFacts): Html {
  const [before, after] = [presentSize(report), comparedSize(report)];
  const isChange = report.result.decision.verdict.kind === 'change';
  const unknown = isPresentInfeasible(report) ? 'does not run' : 'not known';
  const figures: readonly Figure[] = [
    {
      name: 'Memory',
      before: `${report.result.powerValueBefore} MB`,
      after: after && `${after.memoryMb} MB`,
      difference: memoryDifference(report, after),
    },
    {
      name: report.result.coldStarts ? 'Duration of a cold start' : 'Duration, warm',
      before: before ? durationText(before.durationMs.median) : unknown,
      after: after && durationText(after.durationMs.median),
      difference: difference(before, after, ({ durationMs }) => durationMs, durationChangeText),
    },
    {
      name: `Cost of a million ${report.result.coldStarts ? 'cold starts' : 'invocations'}`,
      before: before ? usdText(before.costUsdPerMillion.median) : unknown,
      after: after && usdText(after.costUsdPerMillion.median),
      difference: difference(before, after, (size) => size.costUsdPerMillion, costChangeText),
    },
    ...monthFigure(report, before, after),
  ];
  return html`<dl class="figures">${figures.map((figure) => (isChange ? changeBlock(figure) : presentBlock(figure, after)))}</dl>`;
}

function memoryDifference(
  { result }: ReportFacts,
  after: KnownSize | undefined,
): string | undefined {
  const { kind } = result.decision.verdict;
  switch (kind) {
    case 'change':
      return 'now, and recommended';
    case 'keep':
      return after && 'the alternative';
    case 'undecided':
      return after && 'it may be better';
    case 'impossible':
      return after && 'it comes nearest';
  }
}

function difference(
  before: KnownSize | undefined,
  after: KnownSize | undefined,
  figureOf: (size: KnownSize) => KnownSize['durationMs'],
  words: (percent: number) => string,
): string | undefined {
  return before && after && words(percentMore(figureOf(after).median, figureOf(before).median));
}

function monthFigure(
  { result }: ReportFacts,
  before: KnownSize | undefined,
  after: KnownSize | undefined,
): readonly Figure[] {
  const { outlook } = result.decision;
  if (outlook === undefined) {
    return [];
  }
  const perMonth = (size: KnownSize | undefined) =>
    size && usdText((size.costUsdPerMillion.median / 1e6) * outlook.invocationsPerMonth);
  const source = outlook.source === 'request' ? 'the request' : 'production';
  return [
    {
      name: 'Cost of a month',
      before: perMonth(before) ?? '–',
      after: perMonth(after),
      difference: `${countText(outlook.invocationsPerMonth, 'invocation')}, by ${source}`,
    },
  ];
}

/** Shows the change from the present size to the recommended one. */
function changeBlock({ name, before, after, difference: text }: Figure): Html {
  return html`<div><dt>${name}</dt><dd class="values"><span class="from">${before}</span> <span aria-hidden="true">→</span><span class="unseen"> to </span> <span class="to">${after}</span></dd>${text && html`<dd>${text}</dd>`}</div>\n`;
}

/** Shows the present size, which stays, and what the alternative would be. */
function presentBlock(
  { name, before, after, difference: text }: Figure,
  other: KnownSize | undefined,
): Html {
  const comparison =
    other === undefined || after === `${other.memoryMb} MB`
      ? after && `${after}: ${text}`
      : `${other.memoryMb} MB: ${after}${text === undefined ? '' : `, ${text}`}`;
  return html`<div><dt>${name}</dt><dd class="values">${before}</dd>${comparison && html`<dd>${comparison}</dd>`}</div>\n`;
}
