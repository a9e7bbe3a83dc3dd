import { LINE_HEIGHT, textWidth } from './chart-layout.ts';

/** A label that belongs to a vertical line below it. */
export interface MarkLabel {
  readonly text: string;
  /** Horizontal position of its line. */
  readonly x: number;
}

/** A label with its position. */
export interface PlacedLabel extends MarkLabel {
  readonly left: number;
  readonly right: number;
  /** Row of the label, from 0 at the top. */
  readonly row: number;
}

/** Most rows of labels: one for each of at most three lines. */
const LABEL_ROW_COUNT_MAX = 3;

/** Distance between two labels, and between a label and the line of another one. */
const GAP = 8;
const LINE_GAP = 3;

/** Factor by which bold text may be wider. */
const BOLD = 1.14;

/** Positions of a label: the share of its width left of its line; best first. */
const SHARES_LEFT = [0.5, 0, 1, 0.25, 0.75] as const;

/** Distance between a line and a label that stands beside it. */
const BESIDE = 5;

/**
 * Places labels above their lines in as few rows as possible, so that no label overlaps another one
 * or is crossed by a line.
 *
 * @param labels At most three.
 */
export function placeLabels(
  labels: readonly MarkLabel[],
  { width, fontSize }: { readonly width: number; readonly fontSize: number },
): readonly PlacedLabel[] {
  let best: readonly PlacedLabel[] = [];
  for (
    let rowCount = 1;
    rowCount <= LABEL_ROW_COUNT_MAX && best.length < labels.length;
    rowCount++
  ) {
    best = extended([], labels, { width, fontSize, rowCount }) ?? [];
  }
  return best;
}

interface Room {
  readonly width: number;
  readonly fontSize: number;
  readonly rowCount: number;
}

/**
 * Returns the first arrangement in which all remaining labels fit beside the placed ones;
 * `undefined` if there is none.
 */
function extended(
  placed: readonly PlacedLabel[],
  [next, ...others]: readonly MarkLabel[],
  room: Room,
): readonly PlacedLabel[] | undefined {
  if (next === undefined) {
    return placed;
  }
  for (const place of placesOf(next, room)) {
    const result = placed.every((other) => isApart(place, other))
      ? extended([...placed, place], others, room)
      : undefined;
    if (result !== undefined) {
      return result;
    }
  }
  return undefined;
}

/**
 * Returns the possible positions of a label: above its line, within the drawing, and beside it, for
 * lines that are close together.
 */
function placesOf(label: MarkLabel, { width, fontSize, rowCount }: Room): readonly PlacedLabel[] {
  const wide = BOLD * textWidth(label.text, fontSize);
  const leftMax = Math.max(0, width - wide);
  const above = SHARES_LEFT.map((share) => Math.min(Math.max(0, label.x - share * wide), leftMax));
  const beside = [label.x + BESIDE, label.x - BESIDE - wide].filter(
    (left) => left >= 0 && left <= leftMax,
  );
  const rows = Array.from({ length: rowCount }, (_, row) => rowCount - 1 - row);
  return rows.flatMap((row) =>
    [...above, ...beside].map((left) => ({ ...label, left, right: left + wide, row })),
  );
}

/**
 * Whether two labels do not collide. A line runs down from its label, so it must miss the labels of
 * lower rows.
 */
function isApart(one: PlacedLabel, other: PlacedLabel): boolean {
  if (one.row === other.row) {
    return one.right + GAP <= other.left || other.right + GAP <= one.left;
  }
  const [upper, lower] = one.row < other.row ? [one, other] : [other, one];
  return upper.x + LINE_GAP <= lower.left || upper.x - LINE_GAP >= lower.right;
}

/** Returns the height of a number of rows, in units of the drawing. */
export function rowsHeight(rowCount: number, fontSize: number): number {
  return rowCount * fontSize * LINE_HEIGHT;
}
