import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';
import { cellOf, type ParsedRow, parsedTable } from './parsed-table.ts';

const PAGE = join(import.meta.dirname, '..', 'power-tuning.md');

/**
 * Values of the column "tuner" for the runs of aws-lambda-power-tuning to show: with default
 * options, or in both ways.
 */
const DEFAULT_RUNS = ['in a row', 'both'];

/**
 * Returns what both tuners chose for the same functions in one measurement, from
 * docs/power-tuning.md, without the parallel runs.
 * @throws {RangeError} If the page lacks a row or a column.
 */
export function besideTable(): string {
  const rows = withSamples(parsedTable(readFileSync(PAGE, 'utf8'), '| sample | tuner |'));
  const samples = [...new Set(rows.map((row) => cellOf(row, 'sample')))];
  return markdownTable(
    ['sample function', 'lambda-autotuner', 'AWS Lambda Power Tuning'],
    samples.map((sample) => {
      const own = rows.filter((row) => row.get('sample') === sample);
      const tunedBy = (names: readonly string[]) =>
        choiceText(own.find((row) => names.includes(row.get('tuner') ?? '')));
      return [sample, tunedBy(['this one']), tunedBy(DEFAULT_RUNS)];
    }),
  );
}

/** Repeats the sample's name in all its rows; the page has it only in the first. */
function withSamples(rows: readonly ParsedRow[]): readonly ParsedRow[] {
  let sample = '';
  return rows.map((row) => {
    sample = row.get('sample') || sample;
    return new Map([...row, ['sample', sample]]);
  });
}

function choiceText(row: ParsedRow | undefined): string {
  const [choice, cost, duration, invocations] = [
    'choice',
    '$ per million',
    'duration',
    'invocations',
  ].map((column) => cellOf(row, column));
  // Of two runs, the first is the sequential one.
  const took = cellOf(row, 'took').replace(/ and .*/, ' s');
  return cost === '–'
    ? `${choice}, in ${took}`
    : `**${choice}**: $${cost} per million, ${duration}; found by ${invocations} invocations in ${took}`;
}
