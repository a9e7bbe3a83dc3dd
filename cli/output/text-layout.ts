import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Longest line of prose, characters: longer ones are hard to read. */
const PROSE_WIDTH_MAX = 100;

/** Spaces between two columns. */
const COLUMN_GAP = 2;

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Whether it is aligned to the left, as texts are; figures are aligned to the right. */
  readonly isText?: boolean;
  /** One cell for each row. */
  readonly cells: readonly string[];
}

/** Matches a figure and its unit, which stay on one line. */
const FIGURE_WITH_UNIT = /(\d) (?=(?:%|MB|ms|s)(?!\w))/g;

const NO_BREAK_SPACE = '\u00a0';

/** Wraps a sentence into lines that fit; a word that is too long gets a line of its own. */
export function wrapped(sentence: string, width: number): readonly string[] {
  const unbreakable = sentence.replaceAll(FIGURE_WITH_UNIT, `$1${NO_BREAK_SPACE}`);
  return wrapAnsi(unbreakable, Math.min(width, PROSE_WIDTH_MAX))
    .replaceAll(NO_BREAK_SPACE, ' ')
    .split('\n');
}

/**
 * Returns the lines of the widest table that fits, titles first.
 *
 * @param layouts From the widest to the narrowest, which is used if none fits.
 */
export function fittingTable(
  layouts: readonly (readonly Column[])[],
  width: number,
): readonly string[] {
  const tables = layouts.map(tableLines);
  const fitting = tables.find((lines) => Math.max(...lines.map(lineWidth)) <= width);
  return fitting ?? tables.at(-1) ?? [];
}

/** Returns the lines of a table, titles first. */
function tableLines(columns: readonly Column[]): readonly string[] {
  const set = columns.map(({ title, cells, isText }) => {
    const all = [title, ...cells];
    const widest = Math.max(...all.map(lineWidth));
    return all.map((cell) => {
      const padding = ' '.repeat(widest - lineWidth(cell));
      return isText ? `${cell}${padding}` : `${padding}${cell}`;
    });
  });
  return (set[0] ?? []).map((_, row) =>
    set
      .map((cells) => cells[row] ?? '')
      .join(' '.repeat(COLUMN_GAP))
      .trimEnd(),
  );
}

/** Returns the number of columns that a text takes on a terminal. */
export function lineWidth(text: string): number {
  return stringWidth(text);
}
