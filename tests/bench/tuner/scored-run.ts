import type { Objective } from '../../../shared/core/planner/objective.ts';
import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { ReplayedFunction } from './replayed-function.ts';
import { type Truth, type TruthShape, truthOf } from './truth.ts';
import type { Tuner } from './tuner.ts';

/** The objective of a bench, before a function's own limit is known. */
export type BenchObjective = 'cost' | 'tolerance' | 'limit' | 'balanced';

export const COST_TOLERANCE_PERCENT = 10;
const LIMIT_PERCENTILE = 95;
const BALANCED_WEIGHT = 0.5;

/** A promise counts as broken from five points above it: +15 % for a tolerance of 10 %. */
const BREACH_MARGIN = 0.05;

/** How one run of a tuner on one function came out. Regrets and shares are fractions. */
export interface ScoredRun {
  readonly functionName: string;
  readonly invocations: number;
  readonly explorationCost: number;
  /** Excess over the best size by the objective's own score; cost excess for `tolerance`. */
  readonly regret: number;
  readonly isPromiseBroken: boolean;
  /** Duration at the pick over that of the best size for the objective. */
  readonly timeVsBest: number;
  readonly claimed: number | undefined;
  /** Whether what `claimed` is the probability of came true. */
  readonly isRight: boolean;
  readonly warnings: readonly string[];
  readonly roundCount: number;
  readonly stepMsMax: number;
}

export interface BenchOptions {
  readonly objective: BenchObjective;
  readonly truth: TruthShape;
  readonly runs: number;
  readonly seed: number;
  readonly invocationsMax: number | undefined;
}

/** Runs a tuner on one function `runs` times, each with its own noise. */
export function scoredRuns(
  tuner: Tuner,
  measured: MeasuredFunction,
  options: BenchOptions,
): readonly ScoredRun[] {
  const price = priceOf('us-east-1', measured.architecture);
  const truth = truthOf(measured, options.truth, price);
  const objective = objectiveFor(options.objective, measured, truth);
  const scores = scoresOf(truth, measured, objective);
  return Array.from({ length: options.runs }, (_, run) => {
    const seed = options.seed * 1_000_003 + run * 7919 + nameHash(measured.name);
    const subject = new ReplayedFunction(measured, truth, price, seededRandom(seed));
    const { invocationsMax } = options;
    const answer = tuner.tune(subject, { objective, invocationsMax, seed });
    return {
      functionName: measured.name,
      invocations: subject.invocationCount,
      explorationCost: subject.explorationCost,
      claimed: answer.probabilityRegretUnder5Percent,
      warnings: answer.warnings ?? [],
      roundCount: answer.roundCount ?? 0,
      stepMsMax: answer.stepMsMax ?? 0,
      ...scores(answer.pickMb),
    };
  });
}

function objectiveFor(kind: BenchObjective, measured: MeasuredFunction, truth: Truth): Objective {
  switch (kind) {
    case 'cost':
      return { kind };
    case 'balanced':
      return { kind, weight: BALANCED_WEIGHT };
    case 'tolerance':
      return { kind, costTolerancePercent: COST_TOLERANCE_PERCENT };
    case 'limit': {
      // What the function needs at the geometric middle of its range, so that about half can be kept.
      const middleMb = Math.round(Math.sqrt(truth.memoryMbMin * truth.memoryMbMax));
      const durationMsMax = percentileMs(truth, measured, middleMb);
      return { kind, durationMsMax, percentile: LIMIT_PERCENTILE };
    }
  }
}

/** True 95th percentile at a size: the truth times that of the nearest tier's noise. */
function percentileMs(truth: Truth, measured: MeasuredFunction, memoryMb: number): number {
  const distance = (mb: number) => Math.abs(Math.log(mb / memoryMb));
  const tier = measured.tiers.reduce((best, own) =>
    distance(own.memoryMb) < distance(best.memoryMb) ? own : best,
  );
  const residuals = tier.residualsByEnvironment.flat().sort((a, b) => a - b);
  const NORMAL_95 = 1.645;
  const factor =
    residuals.length > 0
      ? (residuals[Math.floor((LIMIT_PERCENTILE / 100) * (residuals.length - 1))] ?? 1)
      : Math.exp(NORMAL_95 * tier.noiseCv);
  return truth.durationMs(memoryMb) * factor;
}

function scoresOf(truth: Truth, measured: MeasuredFunction, objective: Objective) {
  const sizes = Array.from(
    { length: truth.memoryMbMax - truth.memoryMbMin + 1 },
    (_, index) => truth.memoryMbMin + index,
  );
  const bestOf = (among: readonly number[], score: (mb: number) => number) =>
    among.reduce((best, mb) => (score(mb) < score(best) ? mb : best));
  const costRegret = (mb: number) => truth.costUsd(mb) / truth.costUsdMin - 1;
  switch (objective.kind) {
    case 'tolerance': {
      const tolerance = objective.costTolerancePercent / 100;
      const feasible = sizes.filter((mb) => costRegret(mb) <= tolerance);
      const bestMs = truth.durationMs(bestOf(feasible, truth.durationMs));
      return (pickMb: number) => {
        const timeVsBest = truth.durationMs(pickMb) / bestMs;
        const isPromiseBroken = costRegret(pickMb) > tolerance + BREACH_MARGIN;
        const isRight = timeVsBest <= 1.05 && !isPromiseBroken;
        return { regret: costRegret(pickMb), timeVsBest, isPromiseBroken, isRight };
      };
    }
    case 'limit': {
      const tail = (mb: number) => percentileMs(truth, measured, mb);
      const feasible = sizes.filter((mb) => tail(mb) <= objective.durationMsMax);
      const bestMb = bestOf(feasible, truth.costUsd);
      return (pickMb: number) => {
        const isPromiseBroken = tail(pickMb) > objective.durationMsMax * (1 + BREACH_MARGIN);
        const regret = Math.max(0, truth.costUsd(pickMb) / truth.costUsd(bestMb) - 1);
        const timeVsBest = truth.durationMs(pickMb) / truth.durationMs(bestMb);
        return { regret, timeVsBest, isPromiseBroken, isRight: regret <= 0.05 && !isPromiseBroken };
      };
    }
    default: {
      const weight = objective.kind === 'balanced' ? objective.weight : 1;
      const costMax = Math.max(...sizes.map(truth.costUsd));
      const durationMax = Math.max(...sizes.map(truth.durationMs));
      const score = (mb: number) =>
        (weight * truth.costUsd(mb)) / costMax +
        ((1 - weight) * truth.durationMs(mb)) / durationMax;
      const bestMb = bestOf(sizes, score);
      return (pickMb: number) => {
        const regret = score(pickMb) / score(bestMb) - 1;
        const timeVsBest = truth.durationMs(pickMb) / truth.durationMs(bestMb);
        return { regret, timeVsBest, isPromiseBroken: false, isRight: regret <= 0.05 };
      };
    }
  }
}

function nameHash(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  }
  return hash >>> 8;
}
