import { effortText } from '../../shared/contract/effort-text.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { durationText, usdText } from '../../shared/core/advice/figure-text.ts';
import { outlookText } from '../../shared/core/advice/monthly-outlook.ts';
import type { AnswerForm } from './answer-form.ts';
import { reasonSentences, warningsOf } from './answer-lines.ts';
import { nextStep } from './answer-next.ts';
import { type ApplyForm, functionNameOf } from './apply-snippet.ts';
import { architectureRows, moveToArchitecture } from './architectures-table.ts';
import { PLAIN } from './paint.ts';
import { changeCell, pickRowsOf, picksNotes } from './picks-table.ts';
import { durationPlusMinus, usdPlusMinus } from './plus-minus.ts';
import { durationTitle, noteText, startTitle } from './sizes-table.ts';

const LANGUAGES: Readonly<Record<ApplyForm, string>> = {
  aws: 'sh',
  sam: 'yaml',
  cdk: 'ts',
  terraform: 'hcl',
  serverless: 'yaml',
};

const NONE = '–';

/** Formats the result of a run as Markdown, for a pull request or the summary of a job. */
export function markdownText(result: TuningResult, form: AnswerForm): string {
  const { verdict, outlook } = result.decision;
  const warnings = warningsOf(result);
  return [
    `### \`${functionNameOf(result.functionArn) ?? 'function'}\``,
    `**${escaped(verdict.text)}**`,
    picks(result),
    picksNotes(result).map(escaped).join(' '),
    ...(outlook === undefined ? [] : [escaped(outlookText(outlook))]),
    ...listed(reasonSentences(result)),
    ...(warnings.length === 0
      ? []
      : [['> [!WARNING]', ...warnings.map((text) => `> - ${escaped(text)}`)].join('\n')]),
    ...listed(result.decision.besideMemory.map(({ text }) => `Beside memory: ${text}.`)),
    ...next(result, form),
    ...architectures(result, form),
    `<details><summary>Measured sizes</summary>\n\n${sizes(result)}\n\n</details>`,
    `${escaped(effortText(result))} Report: \`${form.report.text.replaceAll('`', '')}\``,
  ].join('\n\n');
}

/** Formats the failure of a run as Markdown. */
export function failureMarkdown(functionName: string, text: string): string {
  return `### \`${functionName.replaceAll('`', '')}\`\n\n> [!CAUTION]\n> ${escaped(text)}`;
}

function picks(result: TuningResult): string {
  const { outlook } = result.decision;
  const rows = pickRowsOf(result).map((row) => [
    row.label,
    `${row.memoryMb} MB`,
    row.durationMs ? durationPlusMinus(row.durationMs) : row.note,
    row.costUsdPerMillion ? usdPlusMinus(row.costUsdPerMillion) : NONE,
    changeCell(row.versusPresent?.costPercent, PLAIN),
    changeCell(row.versusPresent?.durationPercent, PLAIN),
    ...(outlook === undefined
      ? []
      : [row.costUsdPerMonth === undefined ? NONE : usdText(row.costUsdPerMonth)]),
  ]);
  const titles = ['', 'memory', durationTitle(result), '$ per million', 'cost', 'time'];
  return markdownTable([...titles, ...(outlook === undefined ? [] : ['a month'])], rows);
}

function sizes(result: TuningResult): string {
  const rows = result.tiers.map((tier) => [
    noteText(tier, result),
    `${tier.powerValue} MB`,
    `${tier.warmSampleCount}+${tier.coldSampleCount}`,
    tier.estimate ? durationPlusMinus(tier.estimate.durationMs) : NONE,
    tier.estimate ? usdPlusMinus(tier.estimate.costUsdPerMillion) : NONE,
    tier.figures?.startDurationMsMedian === undefined
      ? NONE
      : durationText(tier.figures.startDurationMsMedian),
    tier.figures ? `${tier.figures.maxMemoryUsedMb.toFixed(0)} MB` : NONE,
  ]);
  return markdownTable(
    ['', 'memory', 'warm+cold', durationTitle(result), '$ per million', startTitle(result), 'used'],
    rows,
  );
}

function next(result: TuningResult, form: AnswerForm): readonly string[] {
  const { sentences, apply } = nextStep(result, form);
  return [
    ...(apply === undefined
      ? []
      : [`${apply.heading}\n\n${fenced(apply.snippet, form.applyForm)}`]),
    ...listed(sentences),
  ];
}

/** Formats the comparison of architectures, and what to set for a move. */
function architectures(result: TuningResult, form: AnswerForm): readonly string[] {
  const { architecture } = result.decision;
  if (architecture === undefined) return [];
  const { titles, rows } = architectureRows(result);
  const move = moveToArchitecture(result, form);
  return [
    '**Architectures**',
    ...(rows.length === 0 ? [] : [markdownTable(titles, rows)]),
    `${escaped(architecture.text)}.`,
    ...(move === undefined ? [] : [`${move.heading}\n\n${fenced(move.snippet, move.form)}`]),
  ];
}

function fenced(lines: readonly string[], form: ApplyForm): string {
  return `\`\`\`${LANGUAGES[form]}\n${lines.join('\n')}\n\`\`\``;
}

function listed(sentences: readonly string[]): readonly string[] {
  return sentences.length === 0
    ? []
    : [sentences.map((sentence) => `- ${escaped(sentence)}`).join('\n')];
}

/** Formats a table, with labels aligned to the left and figures to the right. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(titles),
    `|---|${titles
      .slice(1)
      .map(() => '--:|')
      .join('')}`,
    ...rows.map(line),
  ].join('\n');
}

/** Escapes a text for Markdown, so that nothing in it becomes markup, a mention or HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('@', '&#64;');
}
