import type { ScoredRun } from './scored-run.ts';
import { type MeanAndError, meanAndError, type TunerSummary } from './summary.ts';
import type { TendedYear } from './tended-year.ts';

/** A row of a table of tuners. */
export interface FiguresRow {
  readonly label: string;
  readonly summary: TunerSummary;
}

type Cell = (summary: TunerSummary) => string;

const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['invocations', ({ invocations }) => invocations.mean.toFixed(1)],
  ['cost', ({ explorationCost }) => explorationCost.mean.toFixed(1)],
  ['regret, %', ({ regret }) => percent(regret, 2)],
  ['over 5 %, %', ({ regretOver5 }) => percent(regretOver5, 1)],
  ['broken, %', ({ brokenPromise }) => percent(brokenPromise, 1)],
  ['bill', ({ costVsCheapest }) => costVsCheapest.mean.toFixed(3)],
  ['time', ({ timeVsBest }) => timeVsBest.mean.toFixed(3)],
  [
    'wall, s (median / mean)',
    ({ wallSeconds: wall }) =>
      wall === undefined ? '' : `${wall.median.toFixed(0)} / ${wall.mean.toFixed(0)}`,
  ],
  [
    'rounds (mean, most)',
    ({ rounds }) => (rounds === undefined ? '' : `${rounds.mean.toFixed(2)}, ${rounds.max}`),
  ],
];

/** Returns a Markdown table of figures; errors are standard errors between functions. */
export function figuresTable(first: string, rows: readonly FiguresRow[]): string {
  return table(
    [first, ...COLUMNS.map(([name]) => name)],
    rows.map(({ label, summary }) => [label, ...COLUMNS.map(([, cell]) => cell(summary))]),
  );
}

/** Runs of a tuner by function, in the same order in every row. */
interface RunsRow {
  readonly label: string;
  readonly runs: readonly (readonly ScoredRun[])[];
}

const COMPARED: readonly (readonly [string, number, number, (run: ScoredRun) => number])[] = [
  ['invocations', 1, 1, (run) => run.invocations],
  ['cost', 1, 1, (run) => run.explorationCost],
  ['regret, %', 100, 2, (run) => run.regret],
];

/**
 * Returns a Markdown table of figures, and of how much each row exceeds the first one. The same run
 * of the same function has the same noise, so the errors of differences are smaller than those of
 * figures.
 */
export function differencesTable(first: string, base: RunsRow, rows: readonly RunsRow[]): string {
  const figure = (factor: number, digits: number, { mean, error }: MeanAndError) =>
    `${(factor * mean).toFixed(digits)} ± ${(factor * error).toFixed(digits)}`;
  return table(
    [first, ...COMPARED.map(([name]) => name), ...COMPARED.map(([name]) => `more ${name}`)],
    [base, ...rows].map((row) => [
      row.label,
      ...COMPARED.map(([, factor, digits, of]) =>
        figure(factor, digits, meanAndError(row.runs, of)),
      ),
      ...COMPARED.map(([, factor, digits, of]) =>
        row === base ? '' : figure(factor, digits, meanDifference(base, row, of)),
      ),
    ]),
  );
}

function meanDifference(base: RunsRow, row: RunsRow, of: (run: ScoredRun) => number): MeanAndError {
  const differences = row.runs.map((own, index) =>
    own.map((run, position) => {
      const before = base.runs[index]?.[position];
      return of(run) - (before === undefined ? Number.NaN : of(before));
    }),
  );
  return meanAndError(differences, (difference) => difference);
}

/** Returns a Markdown table of how often claims came true, in per cent. */
export function calibrationTable(rows: readonly FiguresRow[]): string {
  const bins = rows.flatMap(({ summary }) => summary.calibration);
  const edges = [...new Set(bins.map(({ claimedFrom }) => claimedFrom))].sort((a, b) => a - b);
  const headers = edges.map((edge) => {
    const to = bins.find(({ claimedFrom }) => claimedFrom === edge)?.claimedTo;
    return `claimed ${edge} to ${to}`;
  });
  return table(
    ['objective', ...headers],
    rows.map(({ label, summary }) => [
      label,
      ...edges.map((edge) => {
        const bin = summary.calibration.find(({ claimedFrom }) => claimedFrom === edge);
        return bin === undefined ? '' : `${percent(bin.right, 0)} (${bin.runs})`;
      }),
    ]),
  );
}

/**
 * Returns a Markdown table of years, one row for each way to keep functions tuned; a year of each
 * function.
 */
export function yearsTable(
  first: string,
  rows: readonly { readonly label: string; readonly years: readonly TendedYear[] }[],
): string {
  return table(
    [first, 'tuned in a year', 'invocations in a year', 'regret, %', 'bill'],
    rows.map(({ label, years }) => {
      const mean = (value: (year: TendedYear) => number) =>
        meanAndError(
          years.map((year) => [year]),
          value,
        );
      return [
        label,
        mean((year) => year.measurementCount).mean.toFixed(1),
        mean((year) => year.invocationCount).mean.toFixed(0),
        percent(
          mean((year) => year.regret),
          2,
        ),
        mean((year) => year.costVsCheapest).mean.toFixed(3),
      ];
    }),
  );
}

/** Returns a Markdown table. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Returns a share with its standard error, in per cent. */
export function percent({ mean, error }: MeanAndError, digits: number): string {
  return `${(100 * mean).toFixed(digits)} ± ${(100 * error).toFixed(digits)}`;
}
