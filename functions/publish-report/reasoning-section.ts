import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { type Html, html } from '../../shared/page/html.ts';

/** The part of the report beside the choice: goal, production, warnings, risks and follow-ups. */
export function reasoningSection({ goal, decision }: TuningResult): Html {
  const { reasoning, production } = decision;
  const followUps = reasoning.followUps.map(({ kind, reason }) => `${kind}: ${reason}`);
  return html`${goal && paragraph(`Goal: "${goal.text}". Understood as: ${goal.understood}`)}
${paragraph(productionText(production))}
${list('Watch', [...new Set([...production.warnings, ...reasoning.risks])])}
${list('Consider next', followUps)}
${paragraph(reasonerText(reasoning))}`;
}

function productionText({ picture, outlook }: TuningResult['decision']['production']): string {
  switch (picture.kind) {
    case 'unavailable':
      return `Production unknown: ${picture.reason}.`;
    case 'noTraffic':
      return `It was not called in the last ${picture.dayCount} days: monthly cost unknown.`;
    case 'seen': {
      const rate = `In production it was called ${picture.invocationCount} times in ${picture.dayCount} days (p50 ${milliseconds(picture.durationMs.p50)}, p99 ${milliseconds(picture.durationMs.p99)}).`;
      return outlook === undefined ? rate : `${rate} ${moneyText(outlook)}`;
    }
  }
}

function moneyText({
  costUsdPerMonth,
  costUsdPerMonthBefore,
}: NonNullable<TuningResult['decision']['production']['outlook']>): string {
  const now = `At that rate this size costs ${usd(costUsdPerMonth)} a month`;
  return costUsdPerMonthBefore === undefined
    ? `${now}.`
    : `${now}, where the current one costs ${usd(costUsdPerMonthBefore)}.`;
}

function reasonerText({
  modelUse,
  modelUnused,
  confidence,
  candidates,
  rulesPowerValue,
}: TuningResult['decision']['reasoning']): string {
  const bounds = `Candidates were ${candidates.join(', ')} MB; the rules prefer ${rulesPowerValue} MB.`;
  if (modelUnused !== undefined) {
    return `${bounds} Reasoned by the rules: ${modelUnused.message}.`;
  }
  if (modelUse === undefined) {
    return bounds;
  }
  const { modelId, inputTokens, outputTokens, costUsd, isFromCache } = modelUse;
  const spent = isFromCache
    ? 'an earlier answer, nothing was spent'
    : `${inputTokens + outputTokens} tokens${costUsd === undefined ? '' : `, $${costUsd.toFixed(6)}`}`;
  return `${bounds} Reasoned by ${modelId} with ${confidence} confidence (${spent}).`;
}

function list(title: string, items: readonly string[]): Html | undefined {
  return items.length === 0
    ? undefined
    : html`<p>${title}:</p>\n<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function paragraph(text: string): Html {
  return html`<p>${text}</p>`;
}

function milliseconds(durationMs: number): string {
  return `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`;
}

function usd(amount: number): string {
  return `$${amount < 1 ? amount.toPrecision(2) : amount.toFixed(2)}`;
}
