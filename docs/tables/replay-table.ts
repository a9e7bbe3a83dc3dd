import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';
import { cellOf, parsedTable } from './parsed-table.ts';

const FIGURES = join(import.meta.dirname, '..', 'planner-figures.md');

/** Title of the first column of the table of figures to use. */
const TITLE = 'tuner, `cost`';

/** The tuners to compare, by their names in the figures. */
const TUNERS = ['autotuner', 'grid 6x10', 'grid 6x10, parallel'] as const;

/**
 * Returns what one replay of measured functions shows of this tuner and of a fixed grid, which is
 * how aws-lambda-power-tuning measures: from docs/planner-figures.md, in words for every reader.
 * @throws {RangeError} If the figures lack a tuner or a column.
 */
export function replayTable(): string {
  const figures = parsedTable(readFileSync(FIGURES, 'utf8'), `| ${TITLE} |`);
  const row = (name: string, column: string, text: (figure: string) => string = String) => [
    name,
    ...TUNERS.map((tuner) =>
      text(
        cellOf(
          figures.find((one) => one.get(TITLE) === tuner),
          column,
        ),
      ),
    ),
  ];
  return markdownTable(
    ['', 'lambda-autotuner', '6 sizes, 10 times each', 'the same, all at once'],
    [
      row('invocations', 'invocations'),
      row('cost of measuring, in invocations at the cheapest size', 'cost'),
      row('bill at the chosen size, above the least possible', 'bill', above),
      row('duration there, above that at the best size', 'time', above),
      row('wall time, median, seconds', 'wall, s (median / mean)', medianOf),
    ],
  );
}

/** Returns by how much a ratio exceeds 1: `1.061` is 6.1 %. */
function above(ratio: string): string {
  const percent = 100 * (Number(ratio) - 1);
  return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function medianOf(text: string): string {
  return text.split(' / ')[0] ?? '';
}
