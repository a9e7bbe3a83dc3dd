import { chosenName, fastestText } from '../../shared/contract/size-roles.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import {
  durationEstimateText,
  usdEstimateText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import { sampleCountOf, samplesText } from '../../shared/core/advice/shown-size.ts';
import type { SizePick } from '../../shared/core/advice/size-picks.ts';
import { changesText } from '../../shared/core/advice/verdict-text.ts';
import { aliasOf } from '../../shared/core/function-reference.ts';
import { type Html, html } from '../../shared/page/html.ts';
import { applyCommands } from './commands.ts';
import type { ReportFacts } from './report.ts';

interface Choice {
  readonly names: readonly string[];
  readonly pick: SizePick;
  readonly isRecommended: boolean;
}

/** Shows the three picks as choices; picks of the same size are one choice. */
export function picksSection(report: ReportFacts): Html {
  const choices = choicesOf(report.result);
  const fastest = fastestText(report.result);
  return html`<section aria-labelledby="choices">
<h2 id="choices">${choices.length === 1 ? 'The choice' : 'The choices'}</h2>
<ul class="picks">${choices.map((choice) => choiceCard(choice, report))}</ul>${fastest && html`\n<p class="note">${fastest}</p>`}
</section>`;
}

function choicesOf(result: TuningResult): readonly Choice[] {
  const { picks } = result.decision;
  const named = [
    ['cheapest', picks.cheapest],
    [chosenName(result), picks.recommended],
    ['fastest', picks.fastest],
  ] as const;
  const bySize = Map.groupBy(named, ([, { memoryMb }]) => memoryMb);
  return [...bySize.values()].map((group) => ({
    names: group.map(([name]) => name),
    pick: group[0]?.[1] ?? picks.recommended,
    isRecommended: group.some(([, pick]) => pick === picks.recommended),
  }));
}

function choiceCard({ names, pick, isRecommended }: Choice, { result, target }: ReportFacts): Html {
  const { memoryMb, durationMs, costUsdPerMillion, costUsdPerMonth } = pick;
  const facts = [
    [result.coldStarts ? 'Cold start' : 'Duration', durationEstimateText(durationMs)],
    ['Cost, a million', usdEstimateText(costUsdPerMillion)],
    ...(costUsdPerMonth === undefined ? [] : [['Cost, a month', usdText(costUsdPerMonth)]]),
    ['Against now', versusText(pick, result.powerValueBefore)],
    ['Measured', sampleCountOf(pick) === 0 ? 'no' : samplesText(pick)],
  ];
  const title = names.join(', ');
  const chosen = isRecommended ? html` class="chosen"` : undefined;
  return html`<li${chosen}><h3>${title.charAt(0).toUpperCase()}${title.slice(1)}</h3>
<p class="size">${memoryMb} MB</p>
<dl>${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
${memoryMb === result.powerValueBefore ? undefined : useIt(target, memoryMb)}</li>\n`;
}

function versusText({ memoryMb, versusPresent }: SizePick, presentMb: number): string {
  if (memoryMb === presentMb) {
    return 'the present size';
  }
  return versusPresent === undefined ? `${presentMb} MB does not work` : changesText(versusPresent);
}

function useIt(target: ReportFacts['target'], memoryMb: number): Html {
  const alias = aliasOf(target);
  const commands = applyCommands(target, memoryMb);
  return html`<details><summary>Use ${memoryMb} MB</summary>${
    alias && html`<p class="note">This publishes $LATEST as it is, and points ${alias} to it.</p>`
  }<pre data-copy="the commands for ${memoryMb} MB">${commands.join('\n')}</pre></details>`;
}
