import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';

const FIGURES = join(import.meta.dirname, '..', 'planner-figures.md');

/** The table of the figures that is compared, by the title of its first column. */
const TABLE = 'tuner, `cost`';

/** The tuners that are compared, by their names in the figures. */
const TUNERS = ['autotuner', 'grid 6x10', 'grid 6x10, parallel'] as const;

/**
 * What one replay of measured functions says of this tuner and of a fixed grid, which is how
 * aws-lambda-power-tuning measures: as docs/planner-figures.md has it, in words for everybody.
 *
 * @throws {RangeError} If the figures lack a tuner or a column.
 */
export function comparisonTable(): string {
  const figures = figuresOf(readFileSync(FIGURES, 'utf8'));
  const row = (name: string, text: (figure: (column: string) => string) => string) => [
    name,
    ...TUNERS.map((tuner) => text((column) => figureOf(figures, tuner, column))),
  ];
  return markdownTable(
    ['', 'lambda-autotuner', '6 sizes, 10 times each', 'the same, all at once'],
    [
      row('invocations of your function', (figure) => figure('invocations')),
      row('cost of measuring, in invocations at the cheapest size', (figure) => figure('cost')),
      row('bill at the chosen size, above the least possible', (figure) => above(figure('bill'))),
      row('duration there, above that at the best size', (figure) => above(figure('time'))),
      row('wall time, median, seconds', (figure) =>
        String(figure('wall, s (median / mean)').split(' / ')[0]),
      ),
    ],
  );
}

type Figures = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The rows of the table, by the name of their tuner. */
function figuresOf(page: string): Figures {
  const lines =
    page
      .slice(page.indexOf(`| ${TABLE} |`))
      .split('\n\n')[0]
      ?.split('\n') ?? [];
  const [columns = [], , ...rows] = lines.map(cellsOf);
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name,
      new Map(cells.map((cell, index) => [columns[index + 1] ?? '', cell])),
    ]),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function figureOf(figures: Figures, tuner: string, column: string): string {
  const cell = figures.get(tuner)?.get(column);
  if (cell === undefined) {
    throw new RangeError(`Cannot compare: the figures must have "${column}" of "${tuner}"`);
  }
  return cell;
}

/** `1.061` is 6.1 % above. */
function above(ratio: string): string {
  const percent = 100 * (Number(ratio) - 1);
  return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}
