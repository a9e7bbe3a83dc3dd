import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';

type Cell = string | number | boolean | undefined;

/** The columns, with what stands in them. */
const COLUMNS: Readonly<Record<string, (tier: TierRow, result: TuningResult) => Cell>> = {
  function_arn: (_tier, { functionArn }) => functionArn,
  memory_mb: ({ powerValue }) => powerValue,
  is_recommended: ({ powerValue }, result) => powerValue === result.powerValue,
  is_present: ({ powerValue }, result) => powerValue === result.powerValueBefore,
  outcome: ({ outcome }) => tierOutcomeText(outcome),
  warm_sample_count: ({ warmSampleCount }) => warmSampleCount,
  cold_sample_count: ({ coldSampleCount }) => coldSampleCount,
  error_count: ({ errorCount }) => errorCount,
  duration_ms: ({ estimate }) => estimate?.durationMs.median,
  duration_ms_low: ({ estimate }) => estimate?.durationMs.low,
  duration_ms_high: ({ estimate }) => estimate?.durationMs.high,
  cost_usd_per_million: ({ estimate }) => estimate?.costUsdPerMillion.median,
  cost_usd_per_million_low: ({ estimate }) => estimate?.costUsdPerMillion.low,
  cost_usd_per_million_high: ({ estimate }) => estimate?.costUsdPerMillion.high,
  measured_duration_ms_mean: ({ figures }) => figures?.durationMsMean,
  measured_duration_ms_p95: ({ figures }) => figures?.durationMsP95,
  billed_duration_ms_mean: ({ figures }) => figures?.billedDurationMsMean,
  cold_start_ms_median: ({ figures }) => figures?.startDurationMsMedian,
  memory_used_mb_max: ({ figures }) => figures?.maxMemoryUsedMb,
};

/** The measured sizes of runs as CSV (RFC 4180): the titles, and a row for each size. */
export function csvText(results: readonly TuningResult[]): string {
  const rows = results.flatMap((result) =>
    result.tiers.map((tier) =>
      Object.values(COLUMNS).map((cellOf) => cellText(cellOf(tier, result))),
    ),
  );
  return [Object.keys(COLUMNS), ...rows].map((row) => row.join(',')).join('\n');
}

/** What a spreadsheet would take for a formula is kept from it; the names are of a function's errors. */
function cellText(cell: Cell): string {
  const text = String(cell ?? '');
  const harmless = typeof cell === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
