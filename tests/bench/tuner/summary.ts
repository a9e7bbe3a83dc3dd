import type { ScoredRun } from './scored-run.ts';

/** A mean with its standard error between functions, because runs of one function are alike. */
export interface MeanAndError {
  readonly mean: number;
  readonly error: number;
}

/** How often claims with a probability in an interval were right. */
interface CalibrationBin {
  readonly claimedFrom: number;
  readonly claimedTo: number;
  readonly runs: number;
  readonly right: MeanAndError;
}

/** A tuner's figures over all its runs; shares and regrets are fractions. */
export interface TunerSummary {
  readonly invocations: MeanAndError;
  readonly explorationCost: MeanAndError;
  readonly regret: MeanAndError;
  readonly regretOver5: MeanAndError;
  readonly brokenPromise: MeanAndError;
  readonly timeVsBest: MeanAndError;
  readonly costVsCheapest: MeanAndError;
  /** Absent for a tool whose steps are not modelled. */
  readonly wallSeconds?: { readonly median: number; readonly mean: number };
  /** Absent for a tuner that has no rounds. */
  readonly rounds?: { readonly mean: number; readonly max: number };
  readonly stepMsMax: number;
  readonly calibration: readonly CalibrationBin[];
}

const BIN_EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1] as const;

/** Summarises the runs of one tuner. */
export function summaryOf(runs: readonly ScoredRun[]): TunerSummary {
  const byFunction = [...Map.groupBy(runs, (run) => run.functionName).values()];
  const mean = (value: (run: ScoredRun) => number) => meanAndError(byFunction, value);
  const wall = runs.flatMap((run) => run.wallSeconds ?? []).sort((a, b) => a - b);
  const rounds = runs.flatMap((run) => run.roundCount ?? []);
  return {
    invocations: mean((run) => run.invocations),
    explorationCost: mean((run) => run.explorationCost),
    regret: mean((run) => run.regret),
    regretOver5: mean((run) => (run.regret > 0.05 ? 1 : 0)),
    brokenPromise: mean((run) => (run.isPromiseBroken ? 1 : 0)),
    timeVsBest: mean((run) => run.timeVsBest),
    costVsCheapest: mean((run) => run.costVsCheapest),
    ...(wall.length > 0 && {
      wallSeconds: { median: wall[wall.length >> 1] ?? 0, mean: meanOf(wall) },
    }),
    ...(rounds.length > 0 && { rounds: { mean: meanOf(rounds), max: Math.max(...rounds) } }),
    stepMsMax: Math.max(...runs.map((run) => run.stepMsMax ?? 0)),
    calibration: calibrationOf(runs),
  };
}

function calibrationOf(runs: readonly ScoredRun[]): readonly CalibrationBin[] {
  return BIN_EDGES.slice(1).flatMap((claimedTo, index) => {
    const claimedFrom = BIN_EDGES[index] ?? 0;
    const own = runs.filter(
      ({ probabilityRegretUnder5Percent: claimed }) =>
        claimed !== undefined &&
        claimed >= claimedFrom &&
        (claimed < claimedTo || (claimedTo === 1 && claimed === 1)),
    );
    const byFunction = [...Map.groupBy(own, (run) => run.functionName).values()];
    const right = meanAndError(byFunction, (run) => (run.isRight ? 1 : 0));
    return own.length === 0 ? [] : [{ claimedFrom, claimedTo, runs: own.length, right }];
  });
}

/**
 * Returns the mean over all runs; the error treats the functions as the independent units (ratio
 * estimate).
 */
export function meanAndError<T>(
  byFunction: readonly (readonly T[])[],
  value: (run: T) => number,
): MeanAndError {
  const runCount = byFunction.reduce((sum, runs) => sum + runs.length, 0);
  const mean = meanOf(byFunction.flat().map(value));
  const squares = byFunction.reduce((sum, runs) => {
    const excess = runs.reduce((total, run) => total + value(run) - mean, 0);
    return sum + (excess / runCount) ** 2;
  }, 0);
  const count = byFunction.length;
  return { mean, error: count < 2 ? 0 : Math.sqrt((squares * count) / (count - 1)) };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
