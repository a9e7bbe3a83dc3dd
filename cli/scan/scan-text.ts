import { countText, probabilityText, usdText } from '../../shared/core/advice/figure-text.ts';
import type { SavingOutlook } from '../../shared/core/scan/saving-outlook.ts';
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import type { Page } from '../output/answer-form.ts';
import { fittingTable, wrapped } from '../output/text-layout.ts';
import { PROGRAM } from '../program-name.ts';
import {
  coldStartText,
  fasterText,
  headlines,
  intervalText,
  logsText,
  memoryUsedText,
  monthlyText,
} from './scan-figures.ts';
import { METRIC_USD, type ScanResult, scanLimits } from './scan-result.ts';

/** Least probability that tuning pays for it to be advised. */
const ADVISED_PROBABILITY_MIN = 0.5;

/** Longest name that is shown whole, characters. */
const NAME_LENGTH_MAX = 40;

/** One column: its title, and a function's cell. */
interface ScanColumn {
  readonly title: string;
  readonly isText?: true;
  cell(scanned: ScannedFunction & { readonly outlook: SavingOutlook }): string;
}

/** The most important first; a narrow terminal leaves out the last ones. */
const COLUMNS: readonly ScanColumn[] = [
  { title: 'function', isText: true, cell: ({ subject }) => shortName(subject.functionName) },
  { title: 'now', cell: ({ subject }) => `${subject.memoryMb} MB` },
  { title: '$ a month', cell: ({ outlook }) => monthlyText(outlook.costUsdPerMonth) },
  { title: 'expected saving', cell: ({ outlook }) => monthlyText(outlook.savingUsdPerMonth.mean) },
  { title: '90 % interval', cell: ({ outlook }) => intervalText(outlook.savingUsdPerMonth) },
  { title: 'tuning pays', cell: ({ outlook }) => probabilityText(outlook.probabilityPays) },
  { title: 'likely best', cell: ({ outlook }) => `${outlook.cheapestMb} MB` },
  { title: 'faster at no cost', cell: ({ outlook }) => fasterText(outlook) },
];

/** The columns from logs, shown if they were read. */
const LOG_COLUMNS: readonly ScanColumn[] = [
  { title: 'memory used', cell: ({ logs }) => memoryUsedText(logs) },
  { title: 'cold starts', cell: ({ logs }) => coldStartText(logs) },
];

/** Number of columns before those of the logs. */
const COLUMNS_BEFORE_LOGS = 4;

/**
 * Formats a scan for a terminal.
 *
 * @param rowCountMax Most functions to show.
 */
export function scanText(result: ScanResult, page: Page, rowCountMax: number): string {
  const { width, paint } = page;
  const [facts = '', saving] = headlines(result);
  if (result.functions.length === 0) {
    return wrapped(facts, width).join('\n');
  }
  const shown = result.functions.flatMap(({ outlook, ...own }) =>
    outlook === undefined ? [] : [{ ...own, outlook }],
  );
  const rows = shown.slice(0, rowCountMax);
  const prose = (sentences: readonly string[]) =>
    sentences.flatMap((sentence) => wrapped(sentence, width));
  return [
    '',
    ...prose([facts]),
    ...prose(saving === undefined ? [] : [saving]).map((line) => paint.colour('strong', line)),
    ...prose([readingText(result), ...logsText(result)]),
    '',
    ...(rows.length > 0 ? [...table(rows, page), ''] : []),
    ...findingLines(result.functions, rowCountMax),
    ...nextLines(rows),
    ...prose(scanLimits(result)).map((line) => paint.colour('muted', line)),
  ].join('\n');
}

function readingText({ skippedCount, callCount, metricCount }: ScanResult): string {
  const read = `Read by ${countText(callCount, 'call')}, which CloudWatch bills ${usdText(metricCount * METRIC_USD)} for; nothing was invoked.`;
  return skippedCount === 0
    ? read
    : `${read} ${countText(skippedCount, 'function')} without a memory size left out.`;
}

function table(
  rows: readonly Parameters<ScanColumn['cell']>[0][],
  { width, paint }: Page,
): readonly string[] {
  const withLogs = rows.some(({ logs }) => logs !== undefined);
  const shown = withLogs ? COLUMNS.toSpliced(COLUMNS_BEFORE_LOGS, 0, ...LOG_COLUMNS) : COLUMNS;
  const columns = shown.map(({ title, isText, cell }) => ({
    title: paint.colour('muted', title),
    isText: isText === true,
    cells: rows.map(cell),
  }));
  const narrower = columns.map((_, left) => columns.slice(0, columns.length - left));
  return fittingTable(narrower, width);
}

function findingLines(functions: readonly ScannedFunction[], countMax: number): readonly string[] {
  const found = functions.flatMap(({ subject, findings }) =>
    findings.map(({ text }) => `  ${shortName(subject.functionName)}: ${text}`),
  );
  return found.length === 0
    ? []
    : [
        'Beside the memory:',
        ...found.slice(0, countMax),
        ...(found.length > countMax ? [`  and ${found.length - countMax} more: see --json`] : []),
        '',
      ];
}

function nextLines(shown: readonly ScannedFunction[]): readonly string[] {
  const advised = shown.filter(
    ({ outlook }) => (outlook?.probabilityPays ?? 0) >= ADVISED_PROBABILITY_MIN,
  );
  return advised.length === 0
    ? []
    : [
        'Next, with the tuner deployed (docs/deployment.md):',
        ...advised.slice(0, 3).map(({ subject }) => `  ${PROGRAM} ${subject.functionArn}`),
        '',
      ];
}

function shortName(name: string): string {
  return cleanText(name, NAME_LENGTH_MAX);
}
