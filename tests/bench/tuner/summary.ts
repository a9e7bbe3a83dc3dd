import type { ScoredRun } from './scored-run.ts';

/** How often claims between two probabilities were right. */
export interface CalibrationBin {
  readonly claimedFrom: number;
  readonly claimedTo: number;
  readonly runs: number;
  readonly rightShare: number;
}

/** A tuner's figures over all its runs; shares and regrets are fractions. */
export interface TunerSummary {
  readonly tuner: string;
  readonly functions: number;
  readonly runs: number;
  readonly invocationsMean: number;
  readonly explorationCostMean: number;
  readonly regretMean: number;
  readonly regretP90: number;
  readonly regretOver5Share: number;
  readonly brokenPromiseShare: number;
  readonly timeVsBestMean: number;
  readonly calibration: readonly CalibrationBin[];
}

const BIN_EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

export function summaryOf(tuner: string, runs: readonly ScoredRun[]): TunerSummary {
  const regrets = runs.map((run) => run.regret).sort((a, b) => a - b);
  return {
    tuner,
    functions: new Set(runs.map((run) => run.functionName)).size,
    runs: runs.length,
    invocationsMean: meanOf(runs.map((run) => run.invocations)),
    explorationCostMean: meanOf(runs.map((run) => run.explorationCost)),
    regretMean: meanOf(regrets),
    regretP90: regrets[Math.min(regrets.length - 1, Math.floor(0.9 * regrets.length))] ?? 0,
    regretOver5Share: shareOf(runs, (run) => run.regret > 0.05),
    brokenPromiseShare: shareOf(runs, (run) => run.isPromiseBroken),
    timeVsBestMean: meanOf(runs.map((run) => run.timeVsBest)),
    calibration: calibrationOf(runs),
  };
}

function calibrationOf(runs: readonly ScoredRun[]): readonly CalibrationBin[] {
  return BIN_EDGES.slice(1).flatMap((claimedTo, index) => {
    const claimedFrom = BIN_EDGES[index] ?? 0;
    const own = runs.filter(
      ({ claimed }) =>
        claimed !== undefined &&
        claimed >= claimedFrom &&
        (claimed < claimedTo || (claimedTo === 1 && claimed === 1)),
    );
    const rightShare = shareOf(own, (run) => run.isRight);
    return own.length === 0 ? [] : [{ claimedFrom, claimedTo, runs: own.length, rightShare }];
  });
}

/** One line of figures for people. */
export function summaryLine(summary: TunerSummary): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`.padStart(9);
  return [
    summary.tuner.padEnd(17),
    summary.invocationsMean.toFixed(1).padStart(6),
    summary.explorationCostMean.toFixed(1).padStart(8),
    percent(summary.regretMean),
    percent(summary.regretP90),
    percent(summary.regretOver5Share),
    percent(summary.brokenPromiseShare),
    summary.timeVsBestMean.toFixed(3).padStart(8),
  ].join(' ');
}

export const SUMMARY_HEADER =
  'tuner             invoc.  expl.cost    regret       p90     > 5 %    broken     time';

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shareOf<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}
