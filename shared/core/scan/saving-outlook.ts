import type { Architecture } from '../architecture.ts';
import type { Sample } from '../measurement/sample.ts';
import type { Tier } from '../measurement/tier.ts';
import { type Belief, beliefOf } from '../planner/belief.ts';
import { type Estimate, estimateOf } from '../planner/estimate.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from '../planner/planner-settings.ts';
import { at } from '../posterior/dense-matrix.ts';
import { POWER_VALUE_MB_MAX, type PowerValue, powerValue } from '../power-value.ts';
import { billedDurationMsOf } from '../pricing/billed-cost.ts';
import type { Price } from '../pricing/price-table.ts';

/** A function as production shows it at its present size. */
export interface ObservedFunction {
  readonly memoryMb: PowerValue;
  readonly architecture: Architecture;
  readonly price: Price;
  readonly ephemeralStorageMb: number;
  /** Mean duration of the handler, ms. */
  readonly durationMsMean: number;
  readonly invocationsPerMonth: number;
  /** Smallest size at which the function is assumed to work, MB. */
  readonly memoryMbMin: PowerValue;
}

/** Expected benefit of tuning a function, before anything is measured. */
export interface SavingOutlook {
  /** Monthly cost of the function, USD at list prices. */
  readonly costUsdPerMonth: number;
  /** Monthly saving at the cheapest size, USD; 0 if the present size is the cheapest. */
  readonly savingUsdPerMonth: Estimate & { readonly mean: number; readonly sd: number };
  /** Probability that a run of the tuner pays for itself within a month and saves at least 5 %. */
  readonly probabilityPays: number;
  /** The size with the lowest expected cost, MB. */
  readonly cheapestMb: number;
  /** Present duration divided by the shortest one that costs no more; 1 if no size is faster. */
  readonly speedup: Estimate;
  /** The size with the shortest expected duration that costs no more, MB. */
  readonly fastestMb: number;
}

/** Number of lanes that stand for production: so many that the noise of its mean is negligible. */
const LANE_COUNT = 64;

/** Smallest share of the bill that is worth a change. */
const SAVING_SHARE_MIN = 0.05;

/**
 * Cost of a run of the tuner, in invocations at the cheapest size (docs/planner-figures.md). They
 * are priced at the present size, which costs at least as much, to be cautious.
 */
const TUNING_INVOCATIONS = 26;

/**
 * Estimates what the other sizes would cost, from the duration at one size and the prior for
 * duration curves; nothing is invoked. Each drawn curve has its own cheapest size, which a tuner is
 * assumed to find.
 *
 * @returns `undefined` if no belief can be computed, as when no size is allowed.
 */
export function savingOutlook(
  observed: ObservedFunction,
  settings: PlannerSettings = DEFAULT_PLANNER_SETTINGS,
): SavingOutlook | undefined {
  const belief = beliefOf(
    {
      objective: { kind: 'cost' },
      constraints: {
        sizeRange: {
          powerValueMin: observed.memoryMbMin,
          powerValueMax: powerValue(POWER_VALUE_MB_MAX),
        },
      },
      architecture: observed.architecture,
      price: observed.price,
      ephemeralStorageMb: observed.ephemeralStorageMb,
      concurrencyMax: 1,
      tiers: [tierOf(observed)],
      powerValueBefore: observed.memoryMb,
      planSeed: 1,
    },
    settings,
  );
  return belief === undefined ? undefined : outlookFrom(belief, observed);
}

/** Represents production at the present size as a tier with very many samples. */
function tierOf({ memoryMb, durationMsMean }: ObservedFunction): Tier {
  const samples = Array.from(
    { length: LANE_COUNT },
    (_, lane): Sample => ({
      durationMs: durationMsMean,
      billedDurationMs: billedDurationMsOf(durationMsMean),
      maxMemoryUsedMb: 0,
      isCold: false,
      lane,
    }),
  );
  return {
    powerValue: memoryMb,
    outcome: { kind: 'measured' },
    samples,
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
}

function outlookFrom(belief: Belief, observed: ObservedFunction): SavingOutlook {
  const { grid, costsUsd, durationsMs, drawCount, costUsdMeans, durationMsMeans } = belief;
  const allowed = [...grid.sizesMb.keys()].filter((column) => grid.isAllowed[column]);
  const present = grid.sizesMb.indexOf(observed.memoryMb);
  const costUsdPerMonth = observed.invocationsPerMonth * at(costUsdMeans, present);
  const shares = new Float64Array(drawCount);
  const speedups = new Float64Array(drawCount);
  for (let draw = 0; draw < drawCount; draw += 1) {
    const costUsd = costsUsd.get(draw, present);
    const durationMs = durationsMs.get(draw, present);
    const least = Math.min(costUsd, ...allowed.map((column) => costsUsd.get(draw, column)));
    const shortest = Math.min(
      durationMs,
      ...allowed
        .filter((column) => costsUsd.get(draw, column) <= costUsd)
        .map((column) => durationsMs.get(draw, column)),
    );
    shares[draw] = 1 - least / costUsd;
    speedups[draw] = durationMs / shortest;
  }
  const shareNeeded = Math.max(
    SAVING_SHARE_MIN,
    TUNING_INVOCATIONS / Math.max(1, observed.invocationsPerMonth),
  );
  const savings = shares.map((share) => share * costUsdPerMonth);
  const mean = savings.reduce((sum, saving) => sum + saving, 0) / drawCount;
  const cheapest = leastOf(costUsdMeans, [present, ...allowed]);
  const atCheapest = shares.map(
    (_, draw) => 1 - costsUsd.get(draw, cheapest) / costsUsd.get(draw, present),
  );
  const sd = Math.sqrt(savings.reduce((sum, own) => sum + (own - mean) ** 2, 0) / drawCount);
  const affordable = allowed.filter(
    (column) => at(costUsdMeans, column) <= at(costUsdMeans, present),
  );
  const fastest = leastOf(durationMsMeans, [present, ...affordable]);
  return {
    costUsdPerMonth,
    savingUsdPerMonth: { ...estimateOf(savings), mean, sd },
    probabilityPays: atCheapest.filter((share) => share >= shareNeeded).length / drawCount,
    cheapestMb: at(grid.sizesMb, cheapest),
    speedup: estimateOf(speedups),
    fastestMb: at(grid.sizesMb, fastest),
  };
}

function leastOf(values: Float64Array, columns: readonly number[]): number {
  return columns.reduce((best, column) => (at(values, column) < at(values, best) ? column : best));
}
