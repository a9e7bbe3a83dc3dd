import { objectiveOf } from '../../shared/contract/tuning-state.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { repeatCommand, undoCommands } from './commands.ts';
import { dayText } from './day-text.ts';
import type { ReportFacts } from './report.ts';

/** Shows how to repeat the run, how to undo its change, and what exactly this page describes. */
export function repeatSection(report: ReportFacts): Html {
  const { result, target } = report;
  return html`<section aria-labelledby="repeat">
<h2 id="repeat">Do it again</h2>
<p>This starts the same run with the very same request, its payload included. Within the age that "maxAgeDays" allows, an unchanged function is answered from what this run measured: add "fresh": true to measure anew.</p>
<pre data-copy="the command">${repeatCommand(result.executionArn, target.region)}</pre>
<p>The request with all defaults filled in. Its payload is not shown, because it may be confidential.</p>
<pre data-copy="the request">${JSON.stringify(understood(report), null, 2)}</pre>
</section>
${undo(report)}
${provenance(report)}`;
}

function understood({ request }: ReportFacts): object {
  const { payloadWeights, goal, ...fields } = request;
  return {
    ...fields,
    ...(goal && { goal: goal.text }),
    ...(payloadWeights.length > 1 && {
      payloads: payloadWeights.map((weight) => ({ weight, payload: 'not shown' })),
    }),
  };
}

function undo({ result, target }: ReportFacts): Html {
  const commands = undoCommands(result, target);
  return html`<section aria-labelledby="undo">
<h2 id="undo">Undo</h2>
${
  commands.length === 0
    ? html`<p>${result.watch.kind === 'rolledBack' ? 'The change has already been rolled back.' : 'Nothing of the function was changed, so there is nothing to undo.'}</p>`
    : html`<p>This restores the previous setting. If a template defines the function, change its memory there too: the next deployment sets the value of the template.</p>
<pre data-copy="the commands">${commands.join('\n')}</pre>`
}
</section>`;
}

function provenance(report: ReportFacts): Html {
  const { result, request, target, run, recall, publishedAtMs } = report;
  const { price, preflight, cleanUp } = result;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Function', result.functionArn],
    ['Execution', result.executionArn],
    [
      'Run',
      `${result.runId}, started ${dayText(run.startedAtMs)}, reported ${dayText(publishedAtMs)}`,
    ],
    [
      'Region',
      `${target.region}, ${target.architecture}${target.runtime === undefined ? '' : `, ${target.runtime}`}`,
    ],
    ['Strategy', objectiveOf(request).kind],
    ['Payload', recall.payloadDigest && `SHA-256 ${recall.payloadDigest}`],
    ['Code', `SHA-256 ${target.codeSha256} (Base64)`],
    [
      'Prices',
      `${price.source}, ${price.date}, ${price.region}, ${price.architecture}${price.isPublished ? '' : ' (assumed: no published price at hand)'}; without free tier and volume discounts`,
    ],
    [
      'Permissions',
      preflight.kind === 'skipped'
        ? `were not checked in full beforehand: ${preflight.reason}`
        : undefined,
    ],
    ...cleanUp.leftClones.map(
      ({ functionArn, message }) =>
        ['Left behind', `clone ${functionArn} could not be deleted: ${message}`] as const,
    ),
  ];
  return html`<section aria-labelledby="about">
<h2 id="about">About this run</h2>
<dl class="pairs facts">${facts.map(([name, text]) => text && html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
</section>`;
}
