import { LINE_HEIGHT, textWidth } from './chart-layout.ts';

/** A text that belongs to a vertical line below it. */
export interface MarkLabel {
  readonly text: string;
  /** Where its line is. */
  readonly x: number;
}

/** Where the text goes. */
export interface PlacedLabel extends MarkLabel {
  readonly left: number;
  readonly right: number;
  /** Counted from 0 at the top. */
  readonly row: number;
}

/** Rows of labels at the most: one for each line. */
const LABEL_ROW_COUNT_MAX = 3;

/** Between two labels, and between a label and the line of another. */
const GAP = 8;
const LINE_GAP = 3;

/** How much wider a bold text may be. */
const BOLD = 1.14;

/** How a label may stand to its line, as the share of it that lies left of the line; best first. */
const SHARES_LEFT = [0.5, 0, 1, 0.25, 0.75] as const;

/** How far a label that stands beside its line is from it. */
const BESIDE = 5;

/**
 * Finds places for labels above their lines, in as few rows as there can be, so that no label lies
 * on another one or is struck through by a line.
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

/** The first way to place all that is left beside what has a place; `undefined` if there is none. */
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

/** Above the line, as far as the drawing reaches, or else beside it: for a line that is close. */
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

/** A line runs down from its label, so it must miss the labels of the rows below. */
function isApart(one: PlacedLabel, other: PlacedLabel): boolean {
  if (one.row === other.row) {
    return one.right + GAP <= other.left || other.right + GAP <= one.left;
  }
  const [upper, lower] = one.row < other.row ? [one, other] : [other, one];
  return upper.x + LINE_GAP <= lower.left || upper.x - LINE_GAP >= lower.right;
}

/** Height of so many rows, in units of the drawing. */
export function rowsHeight(rowCount: number, fontSize: number): number {
  return rowCount * fontSize * LINE_HEIGHT;
}
