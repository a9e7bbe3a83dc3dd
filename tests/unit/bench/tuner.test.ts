import { describe, expect, it } from '@jest/globals';
import { peerSeconds, runSeconds } from '../../bench/tuner/account-time.ts';
import {
  type ArchitecturePair,
  architecturePairs,
  type PairWay,
  scoredPair,
} from '../../bench/tuner/architecture-pairs.ts';
import { autotuner } from '../../bench/tuner/autotuner.ts';
import { curveThrough } from '../../bench/tuner/curve-through.ts';
import { fixedGrid } from '../../bench/tuner/fixed-grid.ts';
import { generatedFunctions } from '../../bench/tuner/generated-functions.ts';
import type { MeasuredFunction } from '../../bench/tuner/measured-function.ts';
import { withDurations } from '../../bench/tuner/scenarios.ts';
import { type BenchOptions, scoredRuns } from '../../bench/tuner/scored-run.ts';
import { summaryOf } from '../../bench/tuner/summary.ts';
import { tendedYear } from '../../bench/tuner/tended-year.ts';
import { aSample, FEW_DRAWS } from '../../support/tuning-worlds.ts';

const OPTIONS: BenchOptions = {
  objective: 'cost',
  truth: 'smooth',
  runs: 2,
  seed: 1,
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
    const summary = summaryOf(one);

    expect(one.map((run) => run.regret)).toEqual(other.map((run) => run.regret));
    expect(summary.invocations.mean).toBeLessThanOrEqual(36);
    expect(summary.regret.mean).toBeGreaterThanOrEqual(0);
  });

  it('offers only the measured sizes where these are the truth', () => {
    const sizes = functions[0]?.tiers.map((tier) => tier.memoryMb);
    const runs = functions.flatMap((measured) =>
      scoredRuns(autotuner(FEW_DRAWS), measured, { ...OPTIONS, truth: 'measured' }),
    );

    expect(runs.every((run) => sizes?.includes(run.pickMb))).toBe(true);
    expect(runs.every((run) => run.regret >= 0)).toBe(true);
  });
});

describe('scoredPair()', () => {
  const [measured] = generatedFunctions(1, 1) as [MeasuredFunction];
  /** Half the time on arm64, for four fifths of the price. */
  const functions: readonly MeasuredFunction[] = [
    { ...measured, name: 'one-x86_64', architecture: 'x86_64' },
    { ...withDurations(measured, (ms) => ms / 2), name: 'one-arm64', architecture: 'arm64' },
    { ...measured, name: 'other-x86_64', architecture: 'x86_64' },
  ];
  const pairs = architecturePairs(functions);
  const scored = (pair: ArchitecturePair | undefined, way: PairWay) =>
    scoredPair(autotuner(FEW_DRAWS), pair as ArchitecturePair, {
      objective: { kind: 'cost' },
      way,
      seed: 1,
    });

  it('takes each function of a pair for the present one once, and none without a pair', () => {
    expect(pairs.map(({ own, other }) => [own.name, other.name])).toEqual([
      ['one-x86_64', 'one-arm64'],
      ['one-arm64', 'one-x86_64'],
    ]);
  });

  it('judges a move, and staying, by the best size of both', () => {
    expect(scored(pairs[0], 'none')).toMatchObject({ isMoved: false, otherInvocations: 0 });
    expect(scored(pairs[0], 'none').regret).toBeGreaterThan(1);
    expect(scored(pairs[0], 'linked')).toMatchObject({ isMoved: true, isArchitectureRight: true });
    expect(scored(pairs[0], 'linked').regret).toBeLessThan(0.5);
    expect(scored(pairs[1], 'linked')).toMatchObject({ isMoved: false, isArchitectureRight: true });
  });

  it('counts what the other one takes, which is less where it is linked', () => {
    const [linked, full] = [scored(pairs[0], 'linked'), scored(pairs[0], 'full')];

    expect(linked.otherInvocations).toBeGreaterThanOrEqual(4);
    expect(linked.otherInvocations).toBeLessThan(full.otherInvocations);
    expect(linked.invocations).toBeGreaterThan(linked.otherInvocations);
  });
});

describe('tendedYear()', () => {
  const [measured] = generatedFunctions(1, 1);
  const year = (tending: 'never' | 'weekly' | 'keep') =>
    tendedYear(fixedGrid(5), measured as MeasuredFunction, {
      tending,
      objective: { kind: 'cost' },
      seed: 1,
    });

  it('tunes each week, or at the twelve releases and where production moves', () => {
    expect(year('never').measurementCount).toBe(1);
    expect(year('weekly').measurementCount).toBe(52);
    expect(year('keep').measurementCount).toBeGreaterThanOrEqual(13);
    expect(year('keep').measurementCount).toBeLessThan(52);
  });
});

describe('curveThrough()', () => {
  const tiers = (generatedFunctions(1, 1)[0] as MeasuredFunction).tiers;

  it.each(['step', 'smooth', 'physical'] as const)('goes through every tier (%s)', (shape) => {
    const curve = curveThrough(tiers, shape);

    for (const { memoryMb, medianMs } of tiers) {
      expect(curve(memoryMb) / medianMs).toBeCloseTo(1, 9);
    }
  });
});

describe('peerSeconds()', () => {
  it('prepares sizes in a row, and measures them side by side', () => {
    const slow = [aSample({ durationMs: 4000 }), aSample({ durationMs: 5000 })];
    const quick = [aSample({ durationMs: 1000 }), aSample({ durationMs: 1000, lane: 1 })];

    // Two preparations of 2 s, then the longer of 9 s and 1 s.
    expect(peerSeconds([slow, quick])).toBe(13);
  });
});

describe('runSeconds()', () => {
  it('waits for the slowest size of each round, and for a clone where the size is new', () => {
    const samples = [aSample({ durationMs: 1500, initDurationMs: 500 })];

    // Three plans of 0.3 s; 3 s and 2 s in the first round, 2 s in the second one.
    expect(runSeconds([[{ isNew: true, samples }], [{ isNew: false, samples }]])).toBeCloseTo(
      7.9,
      9,
    );
  });
});
