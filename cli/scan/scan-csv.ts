import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { type CsvCell, csvTable } from '../output/csv-table.ts';

const COLUMNS: Readonly<Record<string, (own: ScannedFunction) => CsvCell>> = {
  function_arn: ({ subject }) => subject.functionArn,
  memory_mb: ({ subject }) => subject.memoryMb,
  architecture: ({ subject }) => subject.architecture,
  runtime: ({ subject }) => subject.runtime,
  day_count: ({ traffic }) => traffic.dayCount,
  invocation_count: ({ traffic }) => traffic.invocationCount,
  error_count: ({ traffic }) => traffic.errorCount,
  throttle_count: ({ traffic }) => traffic.throttleCount,
  duration_ms_mean: ({ traffic }) => traffic.durationMs?.mean,
  duration_ms_p99: ({ traffic }) => traffic.durationMs?.p99,
  cost_usd_per_month: ({ outlook }) => outlook?.costUsdPerMonth,
  saving_usd_per_month_mean: ({ outlook }) => outlook?.savingUsdPerMonth.mean,
  saving_usd_per_month_low: ({ outlook }) => outlook?.savingUsdPerMonth.low,
  saving_usd_per_month_high: ({ outlook }) => outlook?.savingUsdPerMonth.high,
  probability_pays: ({ outlook }) => outlook?.probabilityPays,
  cheapest_mb: ({ outlook }) => outlook?.cheapestMb,
  faster_at_no_cost: ({ outlook }) => outlook?.speedup.median,
  fastest_mb_at_no_cost: ({ outlook }) => outlook?.fastestMb,
  logged_invocation_count: (own) => logsOf(own)?.invocationCount,
  memory_used_mb_max: (own) => logsOf(own)?.maxMemoryUsedMb,
  cold_start_count: (own) => logsOf(own)?.coldStartCount,
  logged_duration_ms_p50: (own) => logsOf(own)?.durationMs.p50,
  logged_duration_ms_p95: (own) => logsOf(own)?.durationMs.p95,
  logged_duration_ms_p99: (own) => logsOf(own)?.durationMs.p99,
  init_duration_ms_p50: (own) => logsOf(own)?.initDurationMs?.p50,
  init_duration_ms_p99: (own) => logsOf(own)?.initDurationMs?.p99,
  findings: ({ findings }) => findings.map(({ kind }) => kind).join(' '),
};

function logsOf({ logs }: ScannedFunction) {
  return logs?.kind === 'read' ? logs : undefined;
}

/** Formats a scan as CSV, with one row for each function. */
export function scanCsv(functions: readonly ScannedFunction[]): string {
  return csvTable(COLUMNS, functions);
}
