import type { FlatRegion } from '../core/advice/size-picks.ts';
import type { Estimate } from '../core/planner/estimate.ts';

/** Estimates at one size, each with its 90 % interval. */
export interface ChartSize {
  readonly powerValue: number;
  readonly durationMs: Estimate;
  readonly costUsdPerMillion: Estimate;
}

/** A size that is marked with its own line. */
export interface ChartMark {
  readonly memoryMb: number;
  /** Label in front of the size, such as `now`. */
  readonly label: string;
  readonly kind: 'present' | 'chosen' | 'candidate';
}

/** Measured sizes of one kind with their fitted curve. */
export interface ChartSeries {
  /** The measured sizes, ascending. */
  readonly sizes: readonly ChartSize[];
  /** The fitted curve, ascending. */
  readonly curve: readonly ChartSize[];
}

/** Everything that a chart of duration and cost shows. Absent or empty parts are not drawn. */
export interface ChartPicture extends ChartSeries {
  /** A second series to compare with, and the names of both; absent if there is only one. */
  readonly other?: ChartSeries & { readonly name: string; readonly ownName: string };
  /** Sizes around the recommended one that are nearly as good. */
  readonly flatRegion?: FlatRegion;
  /** Sizes at which the function does not run, or could not be measured. */
  readonly failed: readonly { readonly memoryMb: number; readonly reason: string }[];
  readonly marks: readonly ChartMark[];
  /** Limit on the duration at a percentile; absent if there is none. */
  readonly limit?: { readonly durationMs: number; readonly percentile: number };
  /** Sizes that the next round measures, MB. */
  readonly plannedMb?: readonly number[];
  /** Present if durations, costs and samples describe cold starts. */
  readonly coldStarts?: true;
  /** Single invocations that count as samples. */
  readonly samples?: readonly { readonly memoryMb: number; readonly durationMs: number }[];
}

/** The parts of the curves to draw: the picture's own first, then the one to compare with. */
export type DrawnCurves = readonly (readonly ChartSize[])[];

/** The quantity that a panel shows. */
export type Quantity = 'duration' | 'cost';

/** Returns the figure of a size that a panel shows. */
export function figureOf(size: ChartSize, quantity: Quantity): Estimate {
  return quantity === 'duration' ? size.durationMs : size.costUsdPerMillion;
}

/** Returns every size that the memory axis must contain, MB. */
export function shownSizesMb(picture: ChartPicture): readonly number[] {
  return [
    ...picture.sizes.map(({ powerValue }) => powerValue),
    ...(picture.other?.sizes ?? []).map(({ powerValue }) => powerValue),
    ...picture.failed.map(({ memoryMb }) => memoryMb),
    ...picture.marks.map(({ memoryMb }) => memoryMb),
    ...(picture.plannedMb ?? []),
  ];
}
