import type { TierRow, TuningResult } from '../../shared/contract/tuning-result.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { type CsvCell, csvTable } from './csv-table.ts';

interface Row {
  readonly tier: TierRow;
  readonly result: TuningResult;
}

/** The titles of the columns, with their content. */
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  function_arn: ({ result: { functionArn } }) => functionArn,
  memory_mb: ({ tier: { powerValue } }) => powerValue,
  is_recommended: ({ tier, result }) => isOwn(tier) && tier.powerValue === result.powerValue,
  is_present: ({ tier, result }) => isOwn(tier) && tier.powerValue === result.powerValueBefore,
  outcome: ({ tier: { outcome } }) => tierOutcomeText(outcome),
  warm_sample_count: ({ tier: { warmSampleCount } }) => warmSampleCount,
  cold_sample_count: ({ tier: { coldSampleCount } }) => coldSampleCount,
  error_count: ({ tier: { errorCount } }) => errorCount,
  duration_ms: ({ tier: { estimate } }) => estimate?.durationMs.median,
  duration_ms_low: ({ tier: { estimate } }) => estimate?.durationMs.low,
  duration_ms_high: ({ tier: { estimate } }) => estimate?.durationMs.high,
  cost_usd_per_million: ({ tier: { estimate } }) => estimate?.costUsdPerMillion.median,
  cost_usd_per_million_low: ({ tier: { estimate } }) => estimate?.costUsdPerMillion.low,
  cost_usd_per_million_high: ({ tier: { estimate } }) => estimate?.costUsdPerMillion.high,
  measured_duration_ms_mean: ({ tier: { figures } }) => figures?.durationMsMean,
  measured_duration_ms_p95: ({ tier: { figures } }) => figures?.durationMsP95,
  billed_duration_ms_mean: ({ tier: { figures } }) => figures?.billedDurationMsMean,
  cold_start_ms_median: ({ tier: { figures } }) => figures?.startDurationMsMedian,
  memory_used_mb_max: ({ tier: { figures } }) => figures?.maxMemoryUsedMb,
  is_of_cold_starts: ({ result: { coldStarts = false } }) => coldStarts,
  architecture: ({ tier, result }) => tier.architecture ?? result.price.architecture,
};

/** Formats the measured sizes of runs as CSV: a row for each size on each architecture. */
export function csvText(results: readonly TuningResult[]): string {
  const rows = results.flatMap((result) =>
    [...result.tiers, ...(result.otherTiers ?? [])].map((tier) => ({ tier, result })),
  );
  return csvTable(COLUMNS, rows);
}

/** Whether a size is on the function's own architecture: no other is in use, or applied. */
function isOwn({ architecture }: TierRow): boolean {
  return architecture === undefined;
}
