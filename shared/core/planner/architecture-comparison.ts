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

/** The size of one architecture that is compared, as it is believed to be. */
export interface ArchitectureSize extends SizeEstimate {
  readonly architecture: Architecture;
  readonly warmCount: number;
}

/** What the best size of the other architecture is against that of the present one. */
export interface ArchitectureComparison {
  readonly own: ArchitectureSize;
  readonly other: ArchitectureSize;
  /** By how many per cent the objective's own score gets better on the other; negative: worse. */
  readonly percent: Estimate;
  /** How likely it is that the other is better at all. */
  readonly probability: number;
}

/** What to compare with, and how hard to look. */
interface ComparisonOptions {
  readonly settings?: PlannerSettings;
  /** The size on the present architecture, MB; absent for its best measured one. */
  readonly ownMb?: number;
}

/**
 * Compares the best measured size of the other architecture with one of the present, by the objective;
 * the best that losses are counted from is the best among the allowed sizes of both.
 *
 * @returns `undefined` where one of both has no size that may be picked.
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
  /** Of the grid: the size that is compared, and all that may be picked. */
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
