import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { usdText } from '../../shared/core/advice/figure-text.ts';
import type { AnswerForm, Page } from './answer-form.ts';
import { type ApplyForm, architectureSnippet, FORM_TEXTS } from './apply-snippet.ts';
import { PLAIN } from './paint.ts';
import { changeCell } from './picks-table.ts';
import { durationPlusMinus, usdPlusMinus } from './plus-minus.ts';
import { type Column, fittingTable, wrapped } from './text-layout.ts';

const NONE = '–';

/** Returns the cells of a table of both architectures; empty if only one was measured. */
export function architectureRows(result: TuningResult): {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const { architecture } = result.decision;
  if (architecture === undefined || architecture.kind === 'unmeasured') {
    return { titles: [], rows: [] };
  }
  const { present, other, costPercent, durationPercent } = architecture;
  const hasMonth = present.costUsdPerMonth !== undefined;
  const rows = [
    { size: present, changes: [NONE, NONE] },
    {
      size: other,
      changes: [changeCell(costPercent, PLAIN), changeCell(durationPercent, PLAIN)],
    },
  ];
  return {
    titles: [
      '',
      'memory',
      'duration',
      '$ per million',
      'cost',
      'time',
      ...(hasMonth ? ['a month'] : []),
    ],
    rows: rows.map(({ size, changes }) => [
      size.architecture,
      `${size.memoryMb} MB`,
      durationPlusMinus(size.durationMs),
      usdPlusMinus(size.costUsdPerMillion),
      ...changes,
      ...(hasMonth ? [usdText(size.costUsdPerMonth ?? 0)] : []),
    ]),
  };
}

/** Returns what to set for a move to the other architecture; `undefined` if none is advised. */
export function moveToArchitecture(
  result: TuningResult,
  { applyForm, isInAccount }: Pick<AnswerForm, 'applyForm' | 'isInAccount'>,
):
  | { readonly heading: string; readonly snippet: readonly string[]; readonly form: ApplyForm }
  | undefined {
  const { architecture: advice } = result.decision;
  if (advice?.kind !== 'move') return undefined;
  const { architecture } = advice.other;
  const { functionArn } = result;
  return {
    heading: `Move it to ${architecture} ${FORM_TEXTS[applyForm]}, with the next release:`,
    snippet: architectureSnippet(applyForm, { functionArn, architecture, isInAccount }),
    form: applyForm,
  };
}

/** Formats the comparison of architectures for a terminal; empty if it was not asked for. */
export function architectureLines(
  result: TuningResult,
  form: Pick<AnswerForm, 'applyForm' | 'isInAccount'>,
  { width, paint }: Page,
): readonly string[] {
  const { architecture } = result.decision;
  if (architecture === undefined) return [];
  const { titles, rows } = architectureRows(result);
  const columns = titles.map(
    (title, index): Column => ({
      title: paint.colour('muted', title),
      isText: index === 0,
      cells: rows.map((row) => row[index] ?? ''),
    }),
  );
  const narrow = columns.filter((_, index) => index !== 3 && index < 6);
  const move = moveToArchitecture(result, form);
  return [
    paint.colour('strong', 'Architectures'),
    ...(rows.length === 0 ? [] : fittingTable([columns, columns.slice(0, 6), narrow], width)),
    ...wrapped(`${architecture.text}.`, width),
    ...(move === undefined
      ? []
      : [paint.colour('strong', move.heading), ...move.snippet.map((line) => `  ${line}`)]),
  ];
}
