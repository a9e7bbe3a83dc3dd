import type { Architecture } from '../architecture.ts';
import { ofClass } from '../measurement/tier.ts';
import { type CurveDraws, drawCurves } from '../posterior/curve-draws.ts';
import type { CurvePrior } from '../posterior/curve-prior.ts';
import { at } from '../posterior/dense-matrix.ts';
import { type DurationShapes, durationShapes } from '../posterior/duration-shapes.ts';
import { earlierEvidence, isOfEarlierRun } from '../posterior/earlier-evidence.ts';
import { Matrix } from '../posterior/matrix.ts';
import { normalQuantile } from '../posterior/normal-distribution.ts';
import { medianOf } from '../posterior/robust-location.ts';
import { drawSizes } from '../posterior/size-draws.ts';
import { type TierEvidence, tierEvidence } from '../posterior/tier-evidence.ts';
import { cpuShare } from '../power-value.ts';
import { billedCostUsd } from '../pricing/billed-cost.ts';
import { type SizeGrid, sizeGrid } from './allowed-sizes.ts';
import { type CurveRow, lossesOf, promisesKept } from './objective-loss.ts';
import type { PlannerSettings } from './planner-settings.ts';
import type { TuningState } from './tuning-state.ts';

/** Rounding the bill up to a whole millisecond adds half a millisecond on average. */
const ROUNDING_MS_MEAN = 0.5;

/**
 * What is believed about a function after the measurements so far. Matrices have one row per draw
 * and one column per size.
 */
export interface Belief {
  readonly grid: SizeGrid;
  /** Evidence of this run, all payload classes together; empty if it measured nothing. */
  readonly evidence: readonly TierEvidence[];
  /** Whether the belief uses an earlier run: one exists, and this run does not contradict it. */
  readonly isEarlierRunUsed: boolean;
  readonly drawCount: number;
  readonly durationsMs: Matrix;
  readonly costsUsd: Matrix;
  /** Duration at the limit's percentile, for the slowest payload class. */
  readonly percentilesMs: Matrix;
  /** ln of the mean duration over the payload classes: what a measurement observes. */
  readonly logDurationsMs: Matrix;
  /** ln of the duration of each payload class alone. */
  readonly classLogDurationsMs: readonly Matrix[];
  readonly noiseSds: Float64Array;
  /** Loss of picking each size; infinite if the size may not be picked. */
  readonly losses: Matrix;
  /** 1 if the objective's promise holds, otherwise 0. */
  readonly promises: Matrix;
  readonly lossMeans: Float64Array;
  readonly costUsdMeans: Float64Array;
  readonly durationMsMeans: Float64Array;
  /** Expected bill of one invocation at the cheapest size: the unit of exploration cost. */
  readonly optimumCostUsd: number;
  /** CPU time of one invocation at a full vCPU if its whole duration were CPU work, ms. */
  readonly burstCpuMs: number;
}

/**
 * Computes the belief from the samples of all rounds; `undefined` while no tier has a sample, or if
 * no size is allowed.
 */
export function beliefOf(state: TuningState, settings: PlannerSettings): Belief | undefined {
  const evidence = tierEvidence(state.tiers);
  const grid = sizeGrid(state);
  const classes = classesOf(state, settings).filter(
    (own) => own.weight > 0 && own.evidence.length > 0,
  );
  if (classes.length === 0 || !grid.isAllowed.includes(true)) {
    return undefined;
  }
  const draw = state.coldStarts ? drawSizes : curveDrawer(state, settings);
  const samples = state.tiers.reduce((sum, tier) => sum + tier.samples.length, 0);
  const drawn = classes.map((own, index) => ({
    weight: own.weight,
    draws: draw(own.evidence, grid.sizesMb, {
      drawCount: settings.drawCount,
      seed: state.planSeed * 7919 + samples * 31 + index,
    }),
  }));
  const isEarlierRunUsed = classes.some((own) => own.evidence.some(isOfEarlierRun));
  return weighed(state, grid, { evidence, isEarlierRunUsed, drawn });
}

/** Returns the evidence for each payload class: of this run, an earlier run, and other sources. */
function classesOf(
  { payloadClasses, tiers, earlierTiers = [] }: TuningState,
  { outsideEvidence = [] }: PlannerSettings,
) {
  return (payloadClasses ?? [{ weight: 1, tiers }]).map(({ weight, tiers: own }, index) => {
    const evidence = tierEvidence(own);
    const before = payloadClasses === undefined ? earlierTiers : ofClass(earlierTiers, index);
    const all = [...evidence, ...earlierEvidence(before, evidence), ...outsideEvidence];
    return { weight, evidence: all.toSorted((a, b) => a.memoryMb - b.memoryMb) };
  });
}

/**
 * Estimates the CPU time as if the smallest tier's whole duration were one burst. At a small quota
 * there are many waits, so duration times CPU share comes close to the CPU time (223 ms x 0.072 =
 * 16.1 ms; the true value is 17.3 ms).
 */
function burstCpuMsOf([smallest]: readonly TierEvidence[]): number {
  return smallest === undefined
    ? Number.POSITIVE_INFINITY
    : Math.exp(smallest.logDurationMs) * Math.min(1, cpuShare(smallest.memoryMb));
}

/** Draws durations at all sizes from the evidence at some of them. */
type DurationDrawer = typeof drawSizes;

function curveDrawer(state: TuningState, settings: PlannerSettings): DurationDrawer {
  const { prior } = settings;
  const shapes = shapesFor(state, settings);
  return (evidence, sizesMb, options) =>
    drawCurves(evidence, sizesMb, {
      ...options,
      shapes,
      prior,
      burstCpuMs: burstCpuMsOf(evidence),
    });
}

const shapesByPrior = new WeakMap<CurvePrior, Map<Architecture, DurationShapes>>();

/** Returns an architecture's shapes, which depend on the prior only: computed once per process. */
function shapesFor({ architecture }: TuningState, { prior }: PlannerSettings): DurationShapes {
  const known = shapesByPrior.get(prior) ?? new Map<Architecture, DurationShapes>();
  const shapes = known.get(architecture) ?? durationShapes(prior, prior.knee[architecture]);
  shapesByPrior.set(prior, known.set(architecture, shapes));
  return shapes;
}

interface Drawn {
  readonly evidence: readonly TierEvidence[];
  readonly isEarlierRunUsed: boolean;
  readonly drawn: readonly { readonly weight: number; readonly draws: CurveDraws }[];
}

function weighed(
  state: TuningState,
  grid: SizeGrid,
  { evidence, isEarlierRunUsed, drawn }: Drawn,
): Belief {
  const drawCount = drawn[0]?.draws.drawCount ?? 0;
  const columns = grid.sizesMb.length;
  const weightTotal = drawn.reduce((sum, { weight }) => sum + weight, 0);
  const quantile =
    state.objective.kind === 'limit' ? normalQuantile(state.objective.percentile / 100) : 0;
  const productionSd = productionLogSd(state);
  const durationsMs = new Matrix(drawCount, columns);
  const percentilesMs = new Matrix(drawCount, columns);
  const noiseSds = new Float64Array(drawCount);
  for (const { weight, draws } of drawn) {
    for (let draw = 0; draw < drawCount; draw += 1) {
      const noiseSd = at(draws.noiseSds, draw);
      noiseSds[draw] = at(noiseSds, draw) + (weight / weightTotal) * noiseSd;
      const tailFactor = Math.exp(quantile * (productionSd ?? noiseSd));
      for (let column = 0; column < columns; column += 1) {
        const durationMs = Math.exp(draws.logDurationsMs.get(draw, column));
        const before = durationsMs.get(draw, column);
        durationsMs.set(draw, column, before + (weight / weightTotal) * durationMs);
        const percentileMs = Math.max(percentilesMs.get(draw, column), durationMs * tailFactor);
        percentilesMs.set(draw, column, percentileMs);
      }
    }
  }
  const billedOf = billing(state, grid);
  const costsUsd = durationsMs.map((durationMs, column) =>
    billedCostUsd(
      {
        memoryMb: at(grid.sizesMb, column),
        billedDurationMs: billedOf(durationMs, column),
        ephemeralStorageMb: state.ephemeralStorageMb,
      },
      state.price,
    ),
  );
  return {
    grid,
    evidence,
    isEarlierRunUsed,
    drawCount,
    durationsMs,
    costsUsd,
    percentilesMs,
    logDurationsMs: durationsMs.map(Math.log),
    classLogDurationsMs: drawn.map(({ draws }) => draws.logDurationsMs),
    noiseSds,
    burstCpuMs: state.coldStarts ? Number.POSITIVE_INFINITY : burstCpuMsOf(evidence),
    ...judged(state, grid, { drawCount, durationsMs, costsUsd, percentilesMs }),
  };
}

/**
 * Returns a function from duration to billed duration. A warm invocation is billed for its
 * duration; for cold starts, the billed share of the duration is taken from the samples of the
 * size.
 */
function billing({ coldStarts, tiers }: TuningState, { sizesMb }: SizeGrid) {
  if (!coldStarts) {
    return (durationMs: number) => durationMs + ROUNDING_MS_MEAN;
  }
  const shares = Array.from(sizesMb, (memoryMb) => {
    const { samples = [] } = tiers.find(({ powerValue }) => powerValue === memoryMb) ?? {};
    return medianOf(samples.map((one) => one.billedDurationMs / Math.max(one.durationMs, 1)));
  });
  return (durationMs: number, column: number) => durationMs * (shares[column] ?? 1);
}

/**
 * Returns the standard deviation of ln(duration) that production's p95 and p50 imply; `undefined`
 * without production data.
 */
function productionLogSd({ productionDurationMs }: TuningState): number | undefined {
  return productionDurationMs === undefined
    ? undefined
    : Math.log(productionDurationMs.p95 / productionDurationMs.p50) / normalQuantile(0.95);
}

function judged(
  state: TuningState,
  grid: SizeGrid,
  curves: {
    readonly drawCount: number;
    readonly durationsMs: Matrix;
    readonly costsUsd: Matrix;
    readonly percentilesMs: Matrix;
  },
) {
  const columns = grid.sizesMb.length;
  const { drawCount } = curves;
  const allowed = Int32Array.from(grid.isAllowed.keys()).filter((column) => grid.isAllowed[column]);
  const losses = new Matrix(drawCount, columns);
  losses.values.fill(Number.POSITIVE_INFINITY);
  const promises = new Matrix(drawCount, columns);
  const lossMeans = new Float64Array(columns);
  const costUsdMeans = new Float64Array(columns);
  const durationMsMeans = new Float64Array(columns);
  let optimumCostUsd = 0;
  for (let draw = 0; draw < drawCount; draw += 1) {
    const rowOf = (matrix: Matrix) =>
      Float64Array.from(allowed, (column) => matrix.get(draw, column));
    const row = {
      costsUsd: rowOf(curves.costsUsd),
      durationsMs: rowOf(curves.durationsMs),
      percentilesMs: rowOf(curves.percentilesMs),
    };
    optimumCostUsd += row.costsUsd.reduce((a, b) => Math.min(a, b)) / drawCount;
    const own = lossesOf(row, state.objective);
    const kept = promisesKept(row, state.objective);
    allowed.forEach((column, index) => {
      losses.set(draw, column, at(own, index));
      promises.set(draw, column, kept[index] === true ? 1 : 0);
    });
    for (let column = 0; column < columns; column += 1) {
      const addTo = (means: Float64Array, matrix: Matrix) => {
        means[column] = at(means, column) + matrix.get(draw, column) / drawCount;
      };
      addTo(lossMeans, losses);
      addTo(costUsdMeans, curves.costsUsd);
      addTo(durationMsMeans, curves.durationsMs);
    }
  }
  return { losses, promises, lossMeans, costUsdMeans, durationMsMeans, optimumCostUsd };
}

/** Returns cost and durations in one draw at the given grid columns. */
export function drawnRow(
  { costsUsd, durationsMs, percentilesMs }: Belief,
  draw: number,
  columns: readonly number[],
): CurveRow {
  const rowOf = (matrix: Matrix) =>
    Float64Array.from(columns, (column) => matrix.get(draw, column));
  return {
    costsUsd: rowOf(costsUsd),
    durationsMs: rowOf(durationsMs),
    percentilesMs: rowOf(percentilesMs),
  };
}
