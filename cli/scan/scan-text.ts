import { styleText } from 'node:util';
import {
  countText,
  percentText,
  probabilityText,
  usdText,
} from '../../shared/core/advice/figure-text.ts';
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import { fasterText, intervalText, monthlyText } from './scan-figures.ts';
import { SCAN_LIMITS, type ScanResult } from './scan-result.ts';

/** Price of a metric that GetMetricData reads, USD (CloudWatch pricing). */
const METRIC_USD = 1e-5;

/** How certain it should be that tuning pays before it is advised. */
const ADVISED_PROBABILITY_MIN = 0.5;

/** Longest name that is shown whole. */
const NAME_LENGTH_MAX = 40;

const COLUMN_GAP = 2;

/** One column: its title, and the cell of a function. */
interface Column {
  readonly title: string;
  readonly isText?: true;
  cell(scanned: ScannedFunction): string;
}

/** The most important first; a narrow terminal leaves out the last ones. */
const COLUMNS: readonly Column[] = [
  {
    title: 'function',
    isText: true,
    cell: ({ subject }) => shortName(subject.functionName),
  },
  { title: 'now', cell: ({ subject }) => `${subject.memoryMb} MB` },
  {
    title: '$ a month',
    cell: ({ outlook }) => (outlook ? monthlyText(outlook.costUsdPerMonth) : '–'),
  },
  {
    title: 'expected saving',
    cell: ({ outlook }) => (outlook ? monthlyText(outlook.savingUsdPerMonth.mean) : '–'),
  },
  {
    title: '90 % interval',
    cell: ({ outlook }) => (outlook ? intervalText(outlook.savingUsdPerMonth) : '–'),
  },
  {
    title: 'tuning pays',
    cell: ({ outlook }) => (outlook ? probabilityText(outlook.probabilityPays) : '–'),
  },
  { title: 'likely best', cell: ({ outlook }) => (outlook ? `${outlook.cheapestMb} MB` : '–') },
  { title: 'faster at no cost', cell: ({ outlook }) => (outlook ? fasterText(outlook) : '–') },
];

/**
 * A scan for a terminal.
 *
 * @param size Columns of the terminal, and functions to show.
 */
export function scanText(
  result: ScanResult,
  size: { readonly width: number; readonly rowCountMax: number },
): string {
  const shown = result.functions.filter(({ outlook }) => outlook).slice(0, size.rowCountMax);
  if (result.functions.length === 0) {
    return `No functions${result.prefix === '' ? '' : ` whose names begin with "${result.prefix}"`} in ${result.regions.join(', ')}: look elsewhere with --region${result.prefix === '' ? '' : ' or --prefix'}.`;
  }
  return [
    '',
    ...headline(result),
    '',
    ...(shown.length > 0 ? [...table(shown, size.width), ''] : []),
    ...findingLines(result.functions, size.rowCountMax),
    ...nextLines(shown),
    ...SCAN_LIMITS.map((text) => styleText('dim', text)),
  ].join('\n');
}

function headline(result: ScanResult): readonly string[] {
  const { total, regions, dayCount, skippedCount, callCount, metricCount } = result;
  const { functionCount, invokedCount, costUsd, savingUsd } = total;
  const read = `Read by ${countText(callCount, 'call')}, which CloudWatch bills ${usdText(metricCount * METRIC_USD)} for; nothing was invoked.`;
  const skipped =
    skippedCount === 0
      ? ''
      : ` ${countText(skippedCount, 'function')} without a memory size left out.`;
  if (invokedCount === 0) {
    return [
      styleText(
        'bold',
        `${countText(functionCount, 'function')} in ${regions.join(', ')}; none was invoked in the last ${dayCount} days.`,
      ),
      `${read}${skipped}`,
    ];
  }
  return [
    `${countText(functionCount, 'function')} in ${regions.join(', ')}; ${invokedCount} of them invoked in the last ${dayCount} days, for about ${monthlyText(costUsd)} a month at list prices.`,
    styleText(
      'bold',
      `Tuning is expected to save ${monthlyText(savingUsd.mean)} a month, ${percentText((100 * savingUsd.mean) / costUsd)} of it (90 %: ${intervalText(savingUsd)}).`,
    ),
    `${read}${skipped}`,
  ];
}

function table(shown: readonly ScannedFunction[], width: number): readonly string[] {
  const columns: (readonly string[])[] = [];
  let left = width;
  for (const { title, isText, cell } of COLUMNS) {
    const cells = [title, ...shown.map(cell)];
    const columnWidth = Math.max(...cells.map(({ length }) => length));
    if (columnWidth + (columns.length > 0 ? COLUMN_GAP : 0) > left) {
      break;
    }
    left -= columnWidth + (columns.length > 0 ? COLUMN_GAP : 0);
    columns.push(
      cells.map((text) => (isText ? text.padEnd(columnWidth) : text.padStart(columnWidth))),
    );
  }
  const lines = [...shown.keys(), shown.length].map((row) =>
    columns.map((cells) => cells[row]).join(' '.repeat(COLUMN_GAP)),
  );
  return lines.map((line, row) => (row === 0 ? styleText('dim', line) : line));
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
        ...advised.slice(0, 3).map(({ subject }) => `  autotune ${subject.functionArn}`),
        '',
      ];
}

function shortName(name: string): string {
  return cleanText(name, NAME_LENGTH_MAX);
}
