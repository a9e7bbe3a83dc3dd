import type { FlatRegion } from '../core/advice/size-picks.ts';
import type { Estimate } from '../core/planner/estimate.ts';

/** What is believed of one size; each figure with its 90 % interval. */
export interface ChartSize {
  readonly powerValue: number;
  readonly durationMs: Estimate;
  readonly costUsdPerMillion: Estimate;
}

/** A size that is pointed out, by a line of its own. */
export interface ChartMark {
  readonly memoryMb: number;
  /** What it is, before its size: `now`. */
  readonly label: string;
  readonly kind: 'present' | 'chosen' | 'candidate';
}

/** Sizes of one kind with the curve that fits them. */
export interface ChartSeries {
  /** The measured sizes, ascending. */
  readonly sizes: readonly ChartSize[];
  /** The fitted curve, ascending. */
  readonly curve: readonly ChartSize[];
}

/** All that a chart of duration and cost over memory shows. Absent or empty is not shown. */
export interface ChartPicture extends ChartSeries {
  /** What is compared with, by its name, beside the name of the first; absent where there is one. */
  readonly other?: ChartSeries & { readonly name: string; readonly ownName: string };
  /** Sizes around the recommended one that are as good. */
  readonly flatRegion?: FlatRegion;
  /** Sizes at which the function does not run, or could not be measured. */
  readonly failed: readonly { readonly memoryMb: number; readonly reason: string }[];
  readonly marks: readonly ChartMark[];
  /** The duration that must not be exceeded, and at which percentile; absent where none must be. */
  readonly limit?: { readonly durationMs: number; readonly percentile: number };
  /** Sizes that are measured next. */
  readonly plannedMb?: readonly number[];
  /** Present where durations, costs and samples are of cold starts. */
  readonly coldStarts?: true;
  /** Single invocations, as far as they count. */
  readonly samples?: readonly { readonly memoryMb: number; readonly durationMs: number }[];
}

/** The parts of the curves that are drawn: that of the picture, and that of what is compared with. */
export type DrawnCurves = readonly (readonly ChartSize[])[];

/** The quantity of a panel. */
export type Quantity = 'duration' | 'cost';

/** A size's figure of a panel. */
export function figureOf(size: ChartSize, quantity: Quantity): Estimate {
  return quantity === 'duration' ? size.durationMs : size.costUsdPerMillion;
}

/** Every size that must lie on the memory axis, MB. */
export function shownSizesMb(picture: ChartPicture): readonly number[] {
  return [
    ...picture.sizes.map(({ powerValue }) => powerValue),
    ...(picture.other?.sizes ?? []).map(({ powerValue }) => powerValue),
    ...picture.failed.map(({ memoryMb }) => memoryMb),
    ...picture.marks.map(({ memoryMb }) => memoryMb),
    ...(picture.plannedMb ?? []),
  ];
}
