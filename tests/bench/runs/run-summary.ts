import { quantile } from '../../../shared/core/measurement/sample-statistics.ts';

/** One run as the bench sees it. */
export interface BenchedRun {
  readonly functionName: string;
  readonly durationMs: number;
  /** Number of times that tiers were measured. */
  readonly rounds: number;
  /** The path of a run that succeeded; the error of one that failed. */
  readonly outcome: string;
  readonly isFailed: boolean;
  readonly tuningCostUsd: number;
}

/** Figures that the bench prints. Percentiles are of the runs that succeeded. */
export interface RunSummary {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly failedMsMax: number;
  readonly fastPathMsP99: number;
  readonly runs: number;
  readonly failed: number;
}

/** Summarises the runs. */
export function runSummary(runs: readonly BenchedRun[]): RunSummary {
  const succeeded = ascendingMs(runs.filter(({ isFailed }) => !isFailed));
  const recalled = ascendingMs(runs.filter(({ outcome }) => outcome === 'recalled'));
  const failed = ascendingMs(runs.filter(({ isFailed }) => isFailed));
  return {
    p50Ms: Math.round(quantile(succeeded, 0.5)),
    p90Ms: Math.round(quantile(succeeded, 0.9)),
    p95Ms: Math.round(quantile(succeeded, 0.95)),
    p99Ms: Math.round(quantile(succeeded, 0.99)),
    failedMsMax: Math.round(failed.at(-1) ?? 0),
    fastPathMsP99: recalled.length === 0 ? 0 : Math.round(quantile(recalled, 0.99)),
    runs: runs.length,
    failed: failed.length,
  };
}

function ascendingMs(runs: readonly BenchedRun[]): readonly number[] {
  return runs.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
}
