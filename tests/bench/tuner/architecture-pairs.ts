import { type Architecture, otherThan } from '../../../shared/core/architecture.ts';
import type { Sample } from '../../../shared/core/measurement/sample.ts';
import type { Tier } from '../../../shared/core/measurement/tier.ts';
import { compareArchitectures } from '../../../shared/core/planner/architecture-comparison.ts';
import { nextOnOther } from '../../../shared/core/planner/architecture-plan.ts';
import { isWorthwhile } from '../../../shared/core/planner/improvement.ts';
import type { Objective } from '../../../shared/core/planner/objective.ts';
import { lossesOf } from '../../../shared/core/planner/objective-loss.ts';
import type { TuningState } from '../../../shared/core/planner/tuning-state.ts';
import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import { candidateSizes, invoked } from './autotuner.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { ReplayedFunction } from './replayed-function.ts';
import { atSizesOf } from './scenarios.ts';
import { nameHash } from './scored-run.ts';
import { type Truth, truthOf } from './truth.ts';
import type { Tuner } from './tuner.ts';

/**
 * A function on its own architecture and on the other one, at the sizes that were measured on both.
 */
export interface ArchitecturePair {
  readonly own: MeasuredFunction;
  readonly other: MeasuredFunction;
}

/**
 * How much is measured on the other architecture: nothing; what a run measures; or as much as on
 * the present one, which is an upper bound.
 */
export const PAIR_WAYS = ['none', 'linked', 'full'] as const;

export type PairWay = (typeof PAIR_WAYS)[number];

/** How good one choice of architecture and size was; shares and regrets are fractions. */
export interface ScoredPair {
  readonly functionName: string;
  readonly regret: number;
  readonly isBest: boolean;
  readonly isArchitectureRight: boolean;
  readonly isMoved: boolean;
  readonly invocations: number;
  readonly otherInvocations: number;
}

/** Smallest gain that makes a move worthwhile, per cent: the default of the request. */
const IMPROVEMENT_PERCENT_MIN = 1;

/**
 * Returns the pairs of functions whose names differ only by the architecture. Each of a pair is the
 * present one once.
 */
export function architecturePairs(
  functions: readonly MeasuredFunction[],
): readonly ArchitecturePair[] {
  return functions.flatMap((own) => {
    const name = own.name.replace(new RegExp(`${own.architecture}$`), otherThan(own.architecture));
    const other = functions.find((one) => one.name === name && one !== own);
    const pair = other && { own: atSizesOf(own, other), other: atSizesOf(other, own) };
    return pair === undefined || pair.own.tiers.length < 2 ? [] : [pair];
  });
}

/** Tunes a pair once, and judges the choice by the best of all sizes on both architectures. */
export function scoredPair(
  tuner: Tuner,
  { own, other }: ArchitecturePair,
  { objective, way, seed }: { objective: Objective; way: PairWay; seed: number },
): ScoredPair {
  const runSeed = seed + nameHash(own.name);
  const [present, moved] = [sideOf(own, runSeed), sideOf(other, runSeed + 5)];
  const { sizesMb } = present.truth;
  const presentMb = sizesMb[Math.floor(seededRandom(runSeed + 1)() * sizesMb.length)] ?? 0;
  const task = { objective, presentMb, invocationsMax: undefined, seed: runSeed };
  const { pickMb, tiers: ownTiers = [] } = tuner.tune(present.subject, task);
  const ownState = stateOf(present, objective, ownTiers, runSeed);
  const otherState =
    way === 'full'
      ? stateOf(moved, objective, tuner.tune(moved.subject, task).tiers ?? [], runSeed)
      : linked(ownState, moved, { isMeasured: way === 'linked' });
  const comparison = compareArchitectures(ownState, otherState, { ownMb: pickMb });
  const isMoved =
    comparison !== undefined &&
    isWorthwhile({ ...comparison, isPresentAllowed: true }, IMPROVEMENT_PERCENT_MIN);
  const losses = jointLosses(present.truth, moved.truth, objective);
  const best = losses.indexOf(Math.min(...losses));
  const chosen = isMoved
    ? sizesMb.length + sizesMb.indexOf(comparison.other.powerValue)
    : sizesMb.indexOf(pickMb);
  return {
    functionName: own.name,
    regret: losses[chosen] ?? Number.NaN,
    isBest: chosen === best,
    isArchitectureRight: isMoved === best >= sizesMb.length,
    isMoved,
    invocations: present.subject.invocationCount + moved.subject.invocationCount,
    otherInvocations: moved.subject.invocationCount,
  };
}

interface Side {
  readonly subject: ReplayedFunction;
  readonly truth: Truth;
  readonly architecture: Architecture;
}

function sideOf(measured: MeasuredFunction, seed: number): Side {
  const { architecture } = measured;
  const price = priceOf('us-east-1', architecture);
  const truth = truthOf(measured, 'measured', price);
  const subject = new ReplayedFunction(measured, truth, price, seededRandom(seed));
  return { subject, truth, architecture };
}

function stateOf(
  { subject, truth, architecture }: Side,
  objective: Objective,
  tiers: readonly Tier[],
  planSeed: number,
): TuningState {
  return {
    objective,
    sizes: candidateSizes(truth),
    architecture,
    price: subject.price,
    ephemeralStorageMb: 512,
    concurrencyMax: 20,
    tiers,
    planSeed,
  };
}

/**
 * Measures the other architecture as a run does, with the measurements of the present one as its
 * earlier run.
 */
function linked(
  own: TuningState,
  moved: Side,
  { isMeasured }: { readonly isMeasured: boolean },
): TuningState {
  const samples = new Map<number, readonly Sample[]>();
  const stateAfter = (roundsDone: number): TuningState => ({
    ...stateOf(moved, own.objective, tiersOf(samples), own.planSeed),
    earlierTiers: own.tiers,
    roundsDone,
  });
  let round = 0;
  let state = stateAfter(round);
  while (isMeasured) {
    const { measurements } = nextOnOther(own, state);
    if (measurements.length === 0) break;
    for (const measurement of measurements) {
      const { powerValue: memoryMb } = measurement;
      const before = samples.get(memoryMb) ?? [];
      samples.set(memoryMb, [...before, ...invoked(moved.subject, measurement)]);
    }
    round += 1;
    state = stateAfter(round);
  }
  return state;
}

function tiersOf(samples: ReadonlyMap<number, readonly Sample[]>): readonly Tier[] {
  return [...samples]
    .map(
      ([memoryMb, own]): Tier => ({
        powerValue: powerValue(memoryMb),
        outcome: { kind: 'measured' },
        samples: own,
        errorCount: 0,
        errorBilledDurationMs: 0,
      }),
    )
    .toSorted((a, b) => a.powerValue - b.powerValue);
}

/** Returns the losses of the sizes of the present architecture, then those of the other one. */
function jointLosses(own: Truth, other: Truth, objective: Objective): readonly number[] {
  const both = (amountOf: (truth: Truth, memoryMb: number) => number) =>
    Float64Array.from(
      [own, other].flatMap((truth) => truth.sizesMb.map((memoryMb) => amountOf(truth, memoryMb))),
    );
  const durationsMs = both((truth, memoryMb) => truth.durationMs(memoryMb));
  const costsUsd = both((truth, memoryMb) => truth.costUsd(memoryMb));
  return [...lossesOf({ costsUsd, durationsMs, percentilesMs: durationsMs }, objective)];
}
