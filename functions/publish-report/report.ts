import type { PreviousRun } from '../../shared/contract/previous-run.ts';
import type { PublishReportInput } from '../../shared/contract/publish-report.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import type { Estimate } from '../../shared/core/planner/estimate.ts';

/** Everything that a page shows of a run. */
export interface ReportFacts
  extends Pick<PublishReportInput, 'request' | 'run' | 'target' | 'recall'> {
  readonly result: TuningResult;
  /** Tiers, with their samples. */
  readonly tiers: readonly Tier[];
  /** Milliseconds since the Unix epoch. */
  readonly publishedAtMs: number;
  /** The function's previous run; absent if none is known. */
  readonly previous?: PreviousRun;
}

/** A size with its estimates; amounts for a million invocations. */
export interface KnownSize {
  readonly memoryMb: number;
  readonly durationMs: Estimate;
  readonly costUsdPerMillion: Estimate;
}

/** Returns the present size; `undefined` if it does not work or has no estimate. */
export function presentSize(report: ReportFacts): KnownSize | undefined {
  const { result } = report;
  return isPresentInfeasible(report) ? undefined : sizeOf(result, result.powerValueBefore);
}

/** Whether the function cannot run at its present size; out of memory rules out smaller ones too. */
export function isPresentInfeasible({ result }: ReportFacts): boolean {
  const { tiers, powerValueBefore } = result;
  return tiers.some(
    ({ powerValue, outcome }) =>
      outcome.kind === 'infeasible' &&
      (powerValue === powerValueBefore ||
        (outcome.reason === 'outOfMemory' && powerValue > powerValueBefore)),
  );
}

/**
 * Returns the size that the present one is compared with; `undefined` if the present one is the
 * best.
 */
export function comparedSize({ result }: ReportFacts): KnownSize | undefined {
  const { verdict } = result.decision;
  const memoryMb = verdict.kind === 'change' ? result.powerValue : verdict.candidateMb;
  return memoryMb === result.powerValueBefore ? undefined : sizeOf(result, memoryMb);
}

/** Whether only one size was measured, so that nothing could be compared. */
export function isOnlySize({ result }: ReportFacts): boolean {
  return result.decision.evidence.tiers.length === 1;
}

function sizeOf({ decision }: TuningResult, memoryMb: number): KnownSize | undefined {
  const { evidence, picks } = decision;
  const found = [...evidence.tiers, ...evidence.curve].find(
    ({ powerValue }) => powerValue === memoryMb,
  );
  return found === undefined
    ? [picks.recommended, picks.cheapest, picks.fastest].find((pick) => pick.memoryMb === memoryMb)
    : { memoryMb, ...found };
}
