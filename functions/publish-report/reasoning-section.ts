import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { countText, durationText } from '../../shared/core/advice/figure-text.ts';
import { outlookText } from '../../shared/core/advice/monthly-outlook.ts';
import { type Html, html } from '../../shared/page/html.ts';

/** The part of the report beside the choice: goal, money, production, warnings, risks, follow-ups. */
export function reasoningSection({ goal, decision }: TuningResult): Html {
  const { reasoning, production, outlook, warnings } = decision;
  const followUps = reasoning.followUps.map(({ kind, reason }) => `${kind}: ${reason}`);
  return html`${goal && paragraph(`Goal: "${goal.text}". Understood as: ${goal.understood}`)}
${outlook && paragraph(outlookText(outlook))}
${productionText(production)}
${list('Warnings', [...new Set([...warnings, ...reasoning.risks])])}
${list('Consider next', followUps)}
${paragraph(reasonerText(reasoning))}`;
}

/** Nothing without traffic: a warning says that. */
function productionText(picture: TuningResult['decision']['production']): Html | undefined {
  switch (picture.kind) {
    case 'unavailable':
      return paragraph(`Production unknown: ${picture.reason}.`);
    case 'noTraffic':
      return undefined;
    case 'seen': {
      const { invocationCount, dayCount, durationMs } = picture;
      return paragraph(
        `In production it was called ${countText(invocationCount, 'time')} in ${dayCount} days (p50 ${durationText(durationMs.p50)}, p99 ${durationText(durationMs.p99)}).`,
      );
    }
  }
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
