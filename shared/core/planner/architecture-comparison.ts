import type { Architecture } from '../architecture.ts';
import { warmSamples } from '../measurement/sample.ts';
import { at } from '../posterior/dense-matrix.ts';
import { powerValue } from '../power-value.ts';
import { type Belief, beliefOf, drawnRow } from './belief.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type CurveRow, scoresOf } from './objective-loss.ts';
import { pickedColumn } from './pick.ts';
import { DEFAULT_PLANNER_SETTINGS, type PlannerSettings } from './planner-settings.ts';
import type { SizeEstimate } from './tuning-decision.ts';
import type { TuningState } from './tuning-state.ts';

/** The size of one architecture that takes part in a comparison, with its estimates. */
export interface ArchitectureSize extends SizeEstimate {
  readonly architecture: Architecture;
  readonly warmCount: number;
}

/** The other architecture's best size compared with a size on the function's architecture. */
export interface ArchitectureComparison {
  readonly own: ArchitectureSize;
  readonly other: ArchitectureSize;
  /** Improvement of the score on the other architecture, per cent; negative if it is worse. */
  readonly percent: Estimate;
  /** Probability that the other architecture is better at all. */
  readonly probability: number;
}

/** Options of a comparison. */
interface ComparisonOptions {
  readonly settings?: PlannerSettings;
  /** The size on the function's own architecture, MB; absent for its best measured one. */
  readonly ownMb?: number;
}

/**
 * Compares the best measured size of the other architecture with a size on the function's own
 * architecture, by the objective. Losses are relative to the best of the allowed sizes of both.
 *
 * @returns `undefined` if either architecture has no size that may be picked.
 */
export function compareArchitectures(
  own: TuningState,
  other: TuningState,
  { settings = DEFAULT_PLANNER_SETTINGS, ownMb }: ComparisonOptions = {},
): ArchitectureComparison | undefined {
  const [before, after] = [sideOf(own, settings, ownMb), sideOf(other, settings)];
  if (before === undefined || after === undefined) return undefined;
  const drawCount = Math.min(before.belief.drawCount, after.belief.drawCount);
  const ownIndex = before.columns.indexOf(before.column);
  const otherIndex = before.columns.length + after.columns.indexOf(after.column);
  const percents = Float64Array.from({ length: drawCount }, (_, draw) => {
    const rows = [before, after].map(({ belief, columns }) => drawnRow(belief, draw, columns));
    const scores = scoresOf(joined(rows), own.objective);
    return 100 * (1 - at(scores, otherIndex) / at(scores, ownIndex));
  });
  return {
    own: sizeOf(own, before),
    other: sizeOf(other, after),
    percent: estimateOf(percents),
    probability: percents.filter((percent) => percent > 0).length / drawCount,
  };
}

interface Side {
  readonly belief: Belief;
  /** Grid columns: of the size that is compared, and of all sizes that may be picked. */
  readonly column: number;
  readonly columns: readonly number[];
}

function sideOf(state: TuningState, settings: PlannerSettings, wantedMb = 0): Side | undefined {
  const belief = beliefOf(state, settings);
  if (belief === undefined) return undefined;
  const { sizesMb, isAllowed } = belief.grid;
  const wanted = sizesMb.indexOf(wantedMb);
  const column = wanted < 0 ? pickedColumn(state, belief) : wanted;
  if (column === undefined) return undefined;
  const columns = Array.from(sizesMb.keys()).filter((own) => isAllowed[own] || own === column);
  return { belief, column, columns };
}

function joined(rows: readonly CurveRow[]): CurveRow {
  const all = (valuesOf: (row: CurveRow) => Float64Array) =>
    Float64Array.from(rows.flatMap((row) => [...valuesOf(row)]));
  return {
    costsUsd: all(({ costsUsd }) => costsUsd),
    durationsMs: all(({ durationsMs }) => durationsMs),
    percentilesMs: all(({ percentilesMs }) => percentilesMs),
  };
}

function sizeOf({ architecture, tiers }: TuningState, { belief, column }: Side): ArchitectureSize {
  const memoryMb = powerValue(at(belief.grid.sizesMb, column));
  const tier = tiers.find((own) => own.powerValue === memoryMb);
  return {
    architecture,
    powerValue: memoryMb,
    durationMs: estimateOf(belief.durationsMs.column(column)),
    costUsd: estimateOf(belief.costsUsd.column(column)),
    warmCount: warmSamples(tier?.samples ?? []).length,
  };
}
