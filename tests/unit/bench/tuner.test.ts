import { describe, expect, it } from '@jest/globals';
import { autotuner } from '../../bench/tuner/autotuner.ts';
import { fixedGrid } from '../../bench/tuner/fixed-grid.ts';
import { generatedFunctions } from '../../bench/tuner/generated-functions.ts';
import { type BenchOptions, scoredRuns } from '../../bench/tuner/scored-run.ts';
import { summaryOf } from '../../bench/tuner/summary.ts';
import { FEW_DRAWS } from '../../support/tuning-worlds.ts';

const OPTIONS: BenchOptions = {
  objective: 'cost',
  truth: 'smooth',
  runs: 2,
  seed: 1,
  invocationsMax: undefined,
};

describe('scoredRuns()', () => {
  const functions = generatedFunctions(2, 1);
  const runsOf = (tuner: ReturnType<typeof fixedGrid>) =>
    functions.flatMap((measured) => scoredRuns(tuner, measured, OPTIONS));

  it('counts every invocation of the fixed grid: six sizes, five times', () => {
    expect(runsOf(fixedGrid(5)).map((run) => run.invocations)).toEqual([30, 30, 30, 30]);
  });

  it('drives the planner to a pick, and repeats itself for the same seed', () => {
    const [one, other] = [runsOf(autotuner(FEW_DRAWS)), runsOf(autotuner(FEW_DRAWS))];
    const summary = summaryOf('autotuner', one);

    expect(one.map((run) => run.regret)).toEqual(other.map((run) => run.regret));
    expect(summary.invocationsMean).toBeLessThanOrEqual(36);
    expect(summary.regretMean).toBeGreaterThanOrEqual(0);
  });
});
