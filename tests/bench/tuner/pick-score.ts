import type { Objective } from '../../../shared/core/planner/objective.ts';
import { lossesOf } from '../../../shared/core/planner/objective-loss.ts';
import type { MeasuredFunction, MeasuredTier } from './measured-function.ts';
import type { Truth } from './truth.ts';

/** Quality of a pick. Regrets and shares are fractions. */
export interface PickScore {
  /**
   * Excess over the best size by the objective's own score. `value`: time above the fastest within
   * the tolerance, plus cost above the tolerance; `tolerance` and `limit`: cost excess.
   */
  readonly regret: number;
  readonly isPromiseBroken: boolean;
  /** Duration at the pick divided by that at the best size for the objective. */
  readonly timeVsBest: number;
  /** Cost at the pick divided by the least cost. */
  readonly costVsCheapest: number;
  /** Whether the claim "regret under 5 %" came true. */
  readonly isRight: boolean;
}

/** A promise counts as broken from five points above it: +15 % for a tolerance of 10 %. */
const BREACH_MARGIN = 0.05;

const REGRET_MAX = 0.05;

/** Judges picks by the truth. */
export function pickScores(
  truth: Truth,
  measured: MeasuredFunction,
  objective: Objective,
): (pickMb: number) => PickScore {
  const { sizesMb } = truth;
  const costsUsd = Float64Array.from(sizesMb, truth.costUsd);
  const durationsMs = Float64Array.from(sizesMb, truth.durationMs);
  const percentilesMs =
    objective.kind === 'limit'
      ? Float64Array.from(sizesMb, (mb) =>
          percentileMs(truth, measured, { memoryMb: mb, percentile: objective.percentile }),
        )
      : durationsMs;
  const regrets = regretsOf({ costsUsd, durationsMs, percentilesMs }, objective);
  const best = regrets.indexOf(Math.min(...regrets));
  return (pickMb) => {
    const index = sizesMb.indexOf(pickMb);
    const value = (values: ArrayLike<number>) => values[index] ?? Number.NaN;
    const isPromiseBroken = hasBroken(objective, {
      costVsCheapest: value(costsUsd) / truth.costUsdMin,
      percentileMs: value(percentilesMs),
    });
    const timeVsBest = value(durationsMs) / (durationsMs[best] ?? Number.NaN);
    const regret =
      objective.kind === 'tolerance'
        ? value(costsUsd) / truth.costUsdMin - 1
        : Math.max(0, value(regrets));
    const isNear =
      objective.kind === 'tolerance' ? timeVsBest <= 1 + REGRET_MAX : regret <= REGRET_MAX;
    return {
      regret,
      isPromiseBroken,
      timeVsBest,
      costVsCheapest: value(costsUsd) / truth.costUsdMin,
      isRight: isNear && !isPromiseBroken,
    };
  };
}

interface TrueRow {
  readonly costsUsd: Float64Array;
  readonly durationsMs: Float64Array;
  readonly percentilesMs: Float64Array;
}

/**
 * Returns the regrets by size. They may be negative or infinite if a promise is broken, which is
 * scored separately.
 */
function regretsOf(row: TrueRow, objective: Objective): readonly number[] {
  const over = (scores: Float64Array, isFeasible: (index: number) => boolean = () => true) => {
    const feasible = [...scores].filter((_, index) => isFeasible(index));
    const best = Math.min(...feasible);
    return Array.from(scores, (score, index) =>
      isFeasible(index) ? score / best - 1 : Math.max(Number.EPSILON, score / best - 1),
    );
  };
  switch (objective.kind) {
    case 'cost':
      return over(row.costsUsd);
    case 'speed':
      return over(row.durationsMs);
    case 'tolerance': {
      const costUsdMax = Math.min(...row.costsUsd) * (1 + objective.costTolerancePercent / 100);
      return over(row.durationsMs, (index) => (row.costsUsd[index] ?? 0) <= costUsdMax);
    }
    case 'limit': {
      const { durationMsMax } = objective;
      return over(row.costsUsd, (index) => (row.percentilesMs[index] ?? 0) <= durationMsMax);
    }
    default:
      return [...lossesOf(row, objective)];
  }
}

function hasBroken(
  objective: Objective,
  pick: { readonly costVsCheapest: number; readonly percentileMs: number },
): boolean {
  switch (objective.kind) {
    case 'value':
    case 'tolerance':
      return pick.costVsCheapest > 1 + objective.costTolerancePercent / 100 + BREACH_MARGIN;
    case 'limit':
      return pick.percentileMs > objective.durationMsMax * (1 + BREACH_MARGIN);
    default:
      return false;
  }
}

/** Normal quantile at 95 %. */
const NORMAL_95 = 1.645;

/** Returns the true 95th percentile at a size: the truth times that of the nearest tier's noise. */
export function percentileMs(
  truth: Truth,
  measured: MeasuredFunction,
  { memoryMb, percentile }: { readonly memoryMb: number; readonly percentile: number },
): number {
  const distance = (tier: MeasuredTier) => Math.abs(Math.log(tier.memoryMb / memoryMb));
  const tier = measured.tiers.reduce((best, own) => (distance(own) < distance(best) ? own : best));
  return truth.durationMs(memoryMb) * tailFactorOf(tier, percentile);
}

const tailFactors = new WeakMap<MeasuredTier, number>();

/**
 * Returns a percentile of a tier's noise, divided by its median. A whole bench uses only one
 * percentile.
 */
function tailFactorOf(tier: MeasuredTier, percentile: number): number {
  const known = tailFactors.get(tier);
  if (known !== undefined) {
    return known;
  }
  const residuals = tier.residualsByEnvironment.flat().sort((a, b) => a - b);
  const factor =
    residuals[Math.floor((percentile / 100) * (residuals.length - 1))] ??
    Math.exp(NORMAL_95 * tier.noiseSd);
  tailFactors.set(tier, factor);
  return factor;
}
