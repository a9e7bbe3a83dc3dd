import type { ComparedArchitectures } from '../../shared/core/advice/architecture-advice.ts';
import {
  countText,
  durationEstimateText,
  usdEstimateText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { changesText } from '../../shared/core/advice/verdict-text.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { moveCommand } from './commands.ts';
import type { ReportFacts } from './report.ts';

/** Shows both architectures side by side; `undefined` if only one was asked for. */
export function architecturesSection({ result, target }: ReportFacts): Html | undefined {
  const { architecture } = result.decision;
  if (architecture === undefined) return undefined;
  return html`<section aria-labelledby="architectures">
<h2 id="architectures">Architectures</h2>
<p>${architecture.text}.</p>
${architecture.kind === 'unmeasured' ? undefined : table(architecture)}
${
  architecture.kind === 'move'
    ? html`<details><summary>Move to ${architecture.other.architecture}</summary><p class="note">The architecture belongs to the code: set it where the function is defined, and deploy it with its package. With the AWS CLI:</p><pre data-copy="the command for ${architecture.other.architecture}">${moveCommand(target, architecture.other.architecture)}</pre></details>`
    : undefined
}
</section>`;
}

type Side = ComparedArchitectures['present'];

function table(compared: ComparedArchitectures): Html {
  const { present, other } = compared;
  const hasMonth = present.costUsdPerMonth !== undefined;
  const columns = ['Memory', 'Duration (90 %)', 'Cost of a million (90 %)'];
  const titles = [...columns, ...(hasMonth ? ['Cost, a month'] : []), 'Against now', 'Measured'];
  const cellsOf = (side: Side, against: string) => [
    `${side.memoryMb} MB`,
    durationEstimateText(side.durationMs),
    usdEstimateText(side.costUsdPerMillion),
    ...(side.costUsdPerMonth === undefined ? [] : [usdText(side.costUsdPerMonth)]),
    against,
    countText(side.warmSampleCount, 'warm sample'),
  ];
  const row = (side: Side, against: string) =>
    html`<tr><th scope="row">${side.architecture}</th>${cellsOf(side, against).map(
      (cell, index) => html`<td data-label="${titles[index] ?? ''}">${cell}</td>`,
    )}</tr>\n`;
  return html`<table class="cards">
<caption>Each architecture with its own price: the one that the function has at the size to use, and the other one at its best measured size, by ${countText(compared.invocationCount, 'invocation')} there.</caption>
<thead><tr><th scope="col">Architecture</th>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>
${row(present, 'the present one')}${row(other, changesText(compared))}</tbody>
</table>`;
}
