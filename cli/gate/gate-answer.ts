import type { ComparisonResult } from '../../shared/contract/comparison-result.ts';
import { type GateAnswer, gateAnswer } from '../../shared/contract/gate-answer.ts';
import type { ReleaseRow } from '../../shared/contract/release-row.ts';
import { countText, durationText, usdText } from '../../shared/core/advice/figure-text.ts';
import { dateText } from '../../shared/core/date-text.ts';
import { effectText } from '../../shared/core/gate/comparison-text.ts';
import type { Page } from '../output/answer-form.ts';
import { functionNameOf } from '../output/apply-snippet.ts';
import { escaped, markdownTable } from '../output/markdown.ts';
import type { Role } from '../output/paint.ts';
import { fittingTable, wrapped } from '../output/text-layout.ts';

const NONE = '–';

const WORDS: Readonly<Record<GateAnswer, { readonly word: string; readonly role: Role }>> = {
  same: { word: 'Same', role: 'good' },
  better: { word: 'Better', role: 'good' },
  slower: { word: 'Slower', role: 'bad' },
  dearer: { word: 'More expensive', role: 'bad' },
  undecided: { word: 'Undecided', role: 'warning' },
  overBudget: { word: 'Over budget', role: 'bad' },
};

/** Formats the answer of a gate for a terminal. */
export function gateText(result: ComparisonResult, { width, paint }: Page): string {
  const { word, role } = WORDS[gateAnswer(result)];
  const prose = (text: string) => wrapped(text, width);
  const rows = rowsOf(result);
  const columns = [
    { title: '', isText: true, cells: rows.map(({ label }) => label) },
    { title: oldTitle(result), cells: rows.map((row) => row.old) },
    { title: titleOf('new', result.releases.new), cells: rows.map((row) => row.new) },
    { title: 'new against old', cells: rows.map(({ change }) => change) },
  ];
  return [
    ...prose(`${word}: ${result.verdict.text}.`).map((line) =>
      paint.colour('strong', paint.colour(role, line)),
    ),
    ...limitSentences(result).flatMap(prose),
    ...(rows.length === 0 ? [] : ['', ...fittingTable([columns, columns.slice(0, 3)], width)]),
    ...['', ...effortSentences(result).flatMap(prose)],
  ].join('\n');
}

/** Formats the answer of a gate as Markdown, for a pull request or the summary of a job. */
export function gateMarkdown(result: ComparisonResult): string {
  const { word } = WORDS[gateAnswer(result)];
  const rows = rowsOf(result);
  const { new: next } = result.releases;
  return [
    `### \`${functionNameOf(result.functionArn) ?? 'function'}\``,
    `**${word}: ${escaped(result.verdict.text)}.**`,
    ...limitSentences(result).map(escaped),
    ...(rows.length === 0
      ? []
      : [
          markdownTable(
            ['', oldTitle(result), titleOf('new', next), 'new against old'],
            rows.map((row) => [row.label, row.old, row.new, row.change]),
          ),
        ]),
    effortSentences(result).map(escaped).join(' '),
  ].join('\n\n');
}

interface GateRow {
  readonly label: string;
  readonly old: string;
  readonly new: string;
  readonly change: string;
}

/** Returns the rows of the table; none if nothing was measured. */
function rowsOf({ releases, comparison }: ComparisonResult): readonly GateRow[] {
  const { old, new: next } = releases;
  if (old.figures === undefined || next.figures === undefined) return [];
  const row = (label: string, cell: (release: ReleaseRow) => string, change = '') => ({
    label,
    old: cell(old),
    new: cell(next),
    change,
  });
  return [
    row(
      'duration, median',
      ({ figures }) => (figures ? durationText(figures.durationMsMedian) : NONE),
      comparison === undefined ? '' : effectText(comparison.duration),
    ),
    row('duration, p95', ({ figures }) => (figures ? durationText(figures.durationMsP95) : NONE)),
    row(
      'cost of a million',
      ({ figures }) => (figures ? usdText(figures.costUsdPerMillion) : NONE),
      comparison === undefined ? '' : effectText(comparison.cost),
    ),
    row('cold start, median', ({ figures }) =>
      figures?.startDurationMsMedian === undefined
        ? NONE
        : durationText(figures.startDurationMsMedian),
    ),
    row('memory used', ({ figures }) => (figures ? `${figures.maxMemoryUsedMb} MB` : NONE)),
    row('warm samples', ({ warmSampleCount, cloneCount }) => `${warmSampleCount} on ${cloneCount}`),
    ...(old.errorCount + next.errorCount > 0
      ? [row('failed invocations', ({ errorCount }) => String(errorCount))]
      : []),
  ];
}

/** Titles the old release, with the date if it was not measured beside the new one. */
function oldTitle({ releases: { old }, kept }: ComparisonResult): string {
  return titleOf(
    'old',
    kept === undefined
      ? old
      : { ...old, qualifier: `${old.qualifier}, ${dateText(kept.measuredAtMs)}` },
  );
}

function titleOf(side: string, { qualifier }: ReleaseRow): string {
  return `${side} (${qualifier})`;
}

function limitSentences({ limit }: ComparisonResult): readonly string[] {
  if (limit === undefined) return [];
  const { durationMs, durationMsMax, percentile, isExceeded } = limit;
  return [
    `The new release ${isExceeded ? 'does not keep' : 'keeps'} its limit: p${percentile} is ${durationText(durationMs)}, and at most ${durationText(durationMsMax)} is allowed.`,
  ];
}

function effortSentences(result: ComparisonResult): readonly string[] {
  const { invocationCount, tuningCostUsd, cleanUp, report, kept } = result;
  return [
    invocationCount === 0
      ? 'Nothing was invoked.'
      : `${countText(invocationCount, 'invocation')}, ${usdText(tuningCostUsd)}.`,
    ...cleanUp.leftClones.map(
      ({ functionArn, message }) =>
        `The clone ${functionArn} could not be deleted and is left for the sweep: ${message}.`,
    ),
    `Samples: ${report.json}`,
    ...(kept === undefined ? [] : [`Samples of the old release: ${kept.report}`]),
  ];
}
