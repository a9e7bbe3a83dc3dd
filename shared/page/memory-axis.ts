import { scaleLog } from 'd3-scale';
import { type ChartLayout, textWidth } from './chart-layout.ts';
import { type ChartPicture, shownSizesMb } from './chart-picture.ts';

/** Familiar sizes, MB; labelled if there is room. */
const KNOWN_SIZES_MB = [128, 256, 512, 1024, 1769, 2048, 3008, 4096, 8192, 10_240] as const;

/** Least ratio of the ends of the axis, so that a single size has some room around it. */
const RATIO_MIN = 4;

/** Distance between the ends of the frame and the outermost sizes, and between two labels. */
const INSET = 16;
const GAP = 8;

/** The memory axis: positions of sizes, and which ones are labelled. */
export interface MemoryAxis {
  readonly x: (memoryMb: number) => number;
  /** The ends of the axis, MB. */
  readonly domainMb: readonly [number, number];
  readonly left: number;
  readonly right: number;
  /** Labelled sizes, MB. */
  readonly ticksMb: readonly number[];
}

/** Builds a logarithmic axis that contains every size of the picture. */
export function memoryAxis(
  picture: ChartPicture,
  { width, fontSize }: ChartLayout,
  marginLeft: number,
): MemoryAxis {
  const domainMb = axisEndsMb(picture);
  const [left, right] = [marginLeft, width - 1];
  const x = scaleLog([...domainMb], [left + INSET, right - INSET]);
  const isRoomFor = (mb: number, others: readonly number[]) =>
    others.every((other) => Math.abs(x(mb) - x(other)) >= halfWidth(mb) + halfWidth(other) + GAP);
  const halfWidth = (mb: number) => textWidth(String(mb), fontSize) / 2;
  const isOnAxis = (mb: number) =>
    x(mb) - halfWidth(mb) >= 0 &&
    x(mb) + halfWidth(mb) <= width &&
    mb >= domainMb[0] &&
    mb <= domainMb[1];
  const wanted = [
    ...picture.marks.map(({ memoryMb }) => memoryMb),
    ...picture.sizes.map(({ powerValue }) => powerValue),
    ...(picture.plannedMb ?? []),
    ...picture.failed.map(({ memoryMb }) => memoryMb),
    ...KNOWN_SIZES_MB,
  ];
  const ticksMb: number[] = [];
  for (const mb of wanted) {
    if (isOnAxis(mb) && isRoomFor(mb, ticksMb)) {
      ticksMb.push(mb);
    }
  }
  return { x, domainMb, left, right, ticksMb };
}

/** Returns the ends of the axis, MB. */
export function axisEndsMb(picture: ChartPicture): readonly [number, number] {
  const sizesMb = shownSizesMb(picture);
  const [lowest, highest] = [Math.min(...sizesMb), Math.max(...sizesMb)];
  const stretch = Math.max(1, Math.sqrt(RATIO_MIN / (highest / lowest)));
  return [lowest / stretch, highest * stretch];
}
