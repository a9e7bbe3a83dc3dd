import { effortText } from '../../shared/contract/effort-text.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { objectiveOf } from '../../shared/contract/tuning-state.ts';
import { countText, durationText, probabilityText } from '../../shared/core/advice/figure-text.ts';
import { LIKELY_PROBABILITY } from '../../shared/core/advice/verdict.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { dayText } from './day-text.ts';
import { isOnlySize, type ReportFacts } from './report.ts';

/**
 * Shows how the decision was made: the request, the measurements, who reasoned, and what to
 * consider next.
 */
export function decisionSection(report: ReportFacts): Html {
  const { result, request, recall } = report;
  const { goal, decision } = result;
  const { reasoning, production, evidence } = decision;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Goal', goal && `"${goal.text}". Understood as: ${goal.understood}`],
    [
      'Strategy',
      request.coldStarts ? `${strategyText(request)}, of cold starts` : strategyText(request),
    ],
    ['Production', productionText(production)],
    [
      'Measured',
      recall.isKnown
        ? `${dayText(recall.measuredAtMs)}, by an earlier run. ${effortText(result)}`
        : effortText(result),
    ],
    [
      'Candidates',
      `${reasoning.candidates.join(', ')} MB; the rules prefer ${reasoning.rulesPowerValue} MB.`,
    ],
    ['How sure', certaintyText(report)],
    [
      'Where it bends',
      evidence.kneeMb === undefined
        ? undefined
        : `Up to ${evidence.kneeMb} MB, doubling the memory shortens the duration by at least 29 %.`,
    ],
    ['Reasoned by', reasonerText(reasoning)],
  ];
  return html`<section aria-labelledby="decided">
<h2 id="decided">How it was decided</h2>
<dl class="pairs">${facts.map(([name, text]) => text && html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
${followUps(decision)}
</section>`;
}

/**
 * Returns how certain the choice is against all sizes; the badge at the top shows the verdict's own
 * confidence.
 */
function certaintyText(report: ReportFacts): string | undefined {
  const { probabilityRegretUnder5Percent: probability } = report.result.decision.evidence;
  if (isOnlySize(report)) {
    return 'One size was measured, so there is nothing to compare.';
  }
  return probability < LIKELY_PROBABILITY || report.result.coldStarts
    ? undefined
    : `No allowed size, measured or not, is more than 5 % better than ${report.result.decision.reasoning.rulesPowerValue} MB, with a probability of ${probabilityText(probability)}.`;
}

/** Describes the strategy with its parameters. */
function strategyText(request: TuningRequest): string {
  const objective = objectiveOf(request);
  switch (objective.kind) {
    case 'value':
      return `value: the fastest size that costs at most ${objective.costTolerancePercent} % more than the cheapest`;
    case 'cost':
      return 'cost: the cheapest size';
    case 'speed':
      return 'speed: the fastest size';
    case 'balanced':
      return `balanced: cost weighs ${objective.weight}, duration ${Number((1 - objective.weight).toFixed(3))}`;
    case 'tolerance':
      return `tolerance: the fastest size that is certain to cost at most ${objective.costTolerancePercent} % more than the cheapest`;
    case 'limit':
      return `limit: the cheapest size that keeps p${objective.percentile} under ${objective.durationMsMax} ms`;
  }
}

/** Describes production; `undefined` without traffic, where a warning says so. */
function productionText(picture: TuningResult['decision']['production']): string | undefined {
  switch (picture.kind) {
    case 'unavailable':
      return `unknown: ${picture.reason}`;
    case 'noTraffic':
      return undefined;
    case 'seen': {
      const { invocationCount, dayCount, durationMs } = picture;
      return `called ${countText(invocationCount, 'time')} in ${exactCountText(dayCount, 'day')} (p50 ${durationText(durationMs.p50)}, p99 ${durationText(durationMs.p99)})`;
    }
  }
}

function reasonerText({
  modelUse,
  modelUnused,
  confidence,
}: TuningResult['decision']['reasoning']): string {
  if (modelUnused !== undefined) {
    return `the rules: ${modelUnused.message}`;
  }
  if (modelUse === undefined) {
    return 'the rules';
  }
  const { modelId, inputTokens, outputTokens, costUsd, isFromCache } = modelUse;
  const spent = isFromCache
    ? 'an earlier answer, nothing was spent'
    : `${inputTokens + outputTokens} tokens${costUsd === undefined ? '' : `, $${costUsd.toFixed(6)}`}`;
  return `${modelId} with ${confidence} confidence (${spent})`;
}

/** Lists what the rules found beside the memory size, and what a model adds. */
function followUps({ besideMemory, reasoning }: TuningResult['decision']): Html | undefined {
  const texts = [
    ...besideMemory.map(({ text }) => `${text}.`),
    ...reasoning.followUps.map(({ kind, reason }) => `${kind}: ${reason}`),
  ];
  return texts.length === 0
    ? undefined
    : html`<h3>Consider next</h3>\n<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
