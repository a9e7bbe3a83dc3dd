import type { Objective } from '../../../shared/core/planner/objective.ts';
import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { type PickScore, percentileMs, pickScores } from './pick-score.ts';
import { type ProductionKnown, productionEvidence } from './production-evidence.ts';
import { ReplayedFunction } from './replayed-function.ts';
import { type Truth, type TruthShape, truthOf } from './truth.ts';
import type { Tuner, TunerAnswer } from './tuner.ts';

/** The objectives of a bench, without the limit, which depends on the function. */
export const BENCH_OBJECTIVES = [
  'value',
  'cost',
  'speed',
  'balanced',
  'tolerance',
  'limit',
] as const;

export type BenchObjective = (typeof BENCH_OBJECTIVES)[number];

const VALUE_TOLERANCE_PERCENT = 5;
const COST_TOLERANCE_PERCENT = 10;
const LIMIT_PERCENTILE = 95;
const BALANCED_WEIGHT = 0.5;

/** Result of one run of a tuner on one function. */
export interface ScoredRun extends PickScore, Omit<TunerAnswer, 'pickMb'> {
  readonly functionName: string;
  readonly pickMb: number;
  readonly invocations: number;
  readonly explorationCost: number;
}

/** Options of a replay. */
export interface BenchOptions {
  readonly objective: BenchObjective;
  readonly truth: TruthShape;
  readonly runs: number;
  readonly seed: number;
  readonly invocationsMax?: number;
  /** Returns the function that picks are judged by; absent if that is the measured one. */
  readonly judgedBy?: (measured: MeasuredFunction) => MeasuredFunction;
  /** Returns the function as it was when it was tuned before; absent if it was not. */
  readonly tunedBefore?: (measured: MeasuredFunction) => MeasuredFunction;
  /** What production shows of the present size; absent if it is not used. */
  readonly production?: ProductionKnown;
}

/** Runs a tuner on one function `runs` times, each with its own noise and present size. */
export function scoredRuns(
  tuner: Tuner,
  measured: MeasuredFunction,
  options: BenchOptions,
): readonly ScoredRun[] {
  const { invocationsMax, judgedBy = (same) => same, tunedBefore, production } = options;
  const price = priceOf('us-east-1', measured.architecture);
  const truth = truthOf(measured, options.truth, price);
  const objective = objectiveFor(options.objective, measured, truth);
  const judge = judgedBy(measured);
  const scoreOf = pickScores(truthOf(judge, options.truth, price), judge, objective);
  return Array.from({ length: options.runs }, (_, run) => {
    const seed = options.seed * 1_000_003 + run * 7919 + nameHash(measured.name);
    const task = { objective, presentMb: presentMb(measured, seed), invocationsMax, seed };
    const replayed = (own: MeasuredFunction, ownSeed: number) =>
      new ReplayedFunction(own, truthOf(own, options.truth, price), price, seededRandom(ownSeed));
    const { tiers: earlierTiers } = tunedBefore
      ? tuner.tune(replayed(tunedBefore(measured), seed + 2), { ...task, seed: seed + 2 })
      : {};
    const subject = replayed(measured, seed);
    const { pickMb, ...answer } = tuner.tune(subject, {
      ...task,
      ...(earlierTiers && { earlierTiers }),
      ...(production && { production: productionEvidence(truth, task, production) }),
    });
    return {
      functionName: measured.name,
      pickMb,
      invocations: subject.invocationCount,
      explorationCost: subject.explorationCost,
      ...answer,
      ...scoreOf(pickMb),
    };
  });
}

/** Returns one of the measured sizes, all with the same probability. */
function presentMb({ tiers }: MeasuredFunction, seed: number): number {
  const chosen = Math.floor(seededRandom(seed + 1)() * tiers.length);
  return tiers[chosen]?.memoryMb ?? Number.NaN;
}

function objectiveFor(kind: BenchObjective, measured: MeasuredFunction, truth: Truth): Objective {
  switch (kind) {
    case 'cost':
    case 'speed':
      return { kind };
    case 'value':
      return { kind, costTolerancePercent: VALUE_TOLERANCE_PERCENT };
    case 'balanced':
      return { kind, weight: BALANCED_WEIGHT };
    case 'tolerance':
      return { kind, costTolerancePercent: COST_TOLERANCE_PERCENT };
    case 'limit': {
      // The function's need at the geometric middle of its range, so that about half of the limits
      // can be met.
      const [firstMb, lastMb] = [truth.sizesMb[0] ?? 0, truth.sizesMb.at(-1) ?? 0];
      const memoryMb = truth.nearestMb(Math.sqrt(firstMb * lastMb));
      const percentile = LIMIT_PERCENTILE;
      const durationMsMax = percentileMs(truth, measured, { memoryMb, percentile });
      return { kind, durationMsMax, percentile };
    }
  }
}

/** Makes the seeds of different functions different. */
export function nameHash(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  }
  return hash >>> 8;
}
