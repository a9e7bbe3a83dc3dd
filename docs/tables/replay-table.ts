import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';
import { cellOf, parsedTable } from './parsed-table.ts';

const FIGURES = join(import.meta.dirname, '..', 'planner-figures.md');

/** The table of the figures that is taken, by the title of its first column. */
const TITLE = 'tuner, `cost`';

/** The tuners that are compared, by their names in the figures. */
const TUNERS = ['autotuner', 'grid 6x10', 'grid 6x10, parallel'] as const;

/**
 * What one replay of measured functions says of this tuner and of a fixed grid, which is how
 * aws-lambda-power-tuning measures: as docs/planner-figures.md has it, in words for everybody.
 *
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

/** `1.061` is 6.1 % above. */
function above(ratio: string): string {
  const percent = 100 * (Number(ratio) - 1);
  return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function medianOf(text: string): string {
  return text.split(' / ')[0] ?? '';
}
