import type { Fleet } from '../../shared/contract/fleet.ts';
import {
  COLUMNS,
  cellsOf,
  type FleetReport,
  functionsWithoutVerdict,
  headlinesOf,
} from '../../shared/contract/fleet-report.ts';
import { usdText } from '../../shared/core/advice/figure-text.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import type { Ledger } from '../../shared/core/fleet/ledger.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import type { Page } from '../output/answer-form.ts';
import { fittingTable, wrapped } from '../output/text-layout.ts';

/** Number of functions, and of reasons, that a terminal shows; the report has all. */
const ROW_COUNT_MAX = 30;

/** Longest name that is shown whole, characters. */
const NAME_LENGTH_MAX = 40;

/** Columns of text; the others are numbers. */
const TEXT_COLUMNS = ['function', 'verdict', 'size'];

/** Describes the progress of a fleet in one line. */
export function progressText(
  { functionCount }: Fleet,
  { promised, spent, settledCount, budget }: Ledger,
): string {
  return `${settledCount} of ${exactCountText(functionCount, 'function')} measured, ${Object.keys(promised).length} under way; ${exactCountText(spent.invocations, 'invocation')} of ${budget.invocations}, ${usdText(spent.usd)} of ${usdText(budget.usd)}`;
}

/** Formats the report of a fleet for a terminal. */
export function fleetText(report: FleetReport, { width, paint }: Page): string {
  const [first = '', ...others] = headlinesOf(report);
  const rows = report.functions.slice(0, ROW_COUNT_MAX).map(cellsOf);
  const columns = COLUMNS.map((title, column) => ({
    title: paint.colour('muted', title),
    isText: TEXT_COLUMNS.includes(title),
    cells: rows.map((cells) => cleanText(cells[column] ?? '', NAME_LENGTH_MAX)),
  }));
  const narrower = columns.map((_, left) => columns.slice(0, columns.length - left));
  return [
    '',
    ...wrapped(first, width).map((line) => paint.colour('strong', line)),
    ...others.flatMap((sentence) => wrapped(sentence, width)),
    '',
    ...(rows.length === 0 ? [] : [...fittingTable(narrower, width), '']),
    ...more(report.functions.length),
    ...reasonLines(report, width),
    `Report: ${report.report.html}`,
  ].join('\n');
}

function reasonLines(report: FleetReport, width: number): readonly string[] {
  const reasons = functionsWithoutVerdict(report);
  return reasons.length === 0
    ? []
    : [
        'Functions without a verdict:',
        ...reasons
          .slice(0, ROW_COUNT_MAX)
          .flatMap(({ functionName, reason }) =>
            wrapped(`  ${cleanText(functionName, NAME_LENGTH_MAX)}: ${reason}`, width),
          ),
        ...more(reasons.length),
        '',
      ];
}

function more(count: number): readonly string[] {
  return count > ROW_COUNT_MAX
    ? [`  and ${count - ROW_COUNT_MAX} more: see the report, or --json`]
    : [];
}
