import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';

const COLUMNS: readonly (readonly [name: string, cell: (own: ScannedFunction) => unknown])[] = [
  ['functionArn', ({ subject }) => subject.functionArn],
  ['memoryMb', ({ subject }) => subject.memoryMb],
  ['architecture', ({ subject }) => subject.architecture],
  ['runtime', ({ subject }) => subject.runtime],
  ['dayCount', ({ traffic }) => traffic.dayCount],
  ['invocationCount', ({ traffic }) => traffic.invocationCount],
  ['errorCount', ({ traffic }) => traffic.errorCount],
  ['throttleCount', ({ traffic }) => traffic.throttleCount],
  ['durationMsMean', ({ traffic }) => traffic.durationMs?.mean],
  ['durationMsP99', ({ traffic }) => traffic.durationMs?.p99],
  ['costUsdPerMonth', ({ outlook }) => outlook?.costUsdPerMonth],
  ['savingUsdPerMonthMean', ({ outlook }) => outlook?.savingUsdPerMonth.mean],
  ['savingUsdPerMonthLow', ({ outlook }) => outlook?.savingUsdPerMonth.low],
  ['savingUsdPerMonthHigh', ({ outlook }) => outlook?.savingUsdPerMonth.high],
  ['probabilityPays', ({ outlook }) => outlook?.probabilityPays],
  ['cheapestMb', ({ outlook }) => outlook?.cheapestMb],
  ['fasterAtNoCost', ({ outlook }) => outlook?.speedup.median],
  ['fastestMbAtNoCost', ({ outlook }) => outlook?.fastestMb],
  ['findings', ({ findings }) => findings.map(({ kind }) => kind).join(' ')],
];

/** A scan as comma-separated values (RFC 4180), one row for each function. */
export function scanCsv(functions: readonly ScannedFunction[]): string {
  const rows = functions.map((own) => COLUMNS.map(([, cell]) => quoted(cell(own))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...rows].join('\r\n');
}

function quoted(value: unknown): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
