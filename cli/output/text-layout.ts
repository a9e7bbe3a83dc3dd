import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Widest that sentences are set: longer lines are hard to read, characters. */
const PROSE_WIDTH_MAX = 100;

/** Between two columns, characters. */
const COLUMN_GAP = 2;

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Texts are set to the left, figures to the right. */
  readonly isText?: boolean;
  /** One for each row. */
  readonly cells: readonly string[];
}

/** A figure and its unit, which stay on one line. */
const FIGURE_WITH_UNIT = /(\d) (?=(?:%|MB|ms|s)(?!\w))/g;

const NO_BREAK_SPACE = '\u00a0';

/** A sentence as lines that fit; a word that is too long for a line keeps it to itself. */
export function wrapped(sentence: string, width: number): readonly string[] {
  const unbreakable = sentence.replaceAll(FIGURE_WITH_UNIT, `$1${NO_BREAK_SPACE}`);
  return wrapAnsi(unbreakable, Math.min(width, PROSE_WIDTH_MAX))
    .replaceAll(NO_BREAK_SPACE, ' ')
    .split('\n');
}

/**
 * The lines of the widest table that fits, titles first.
 *
 * @param layouts From the richest to the poorest, which is taken where none fits.
 */
export function fittingTable(
  layouts: readonly (readonly Column[])[],
  width: number,
): readonly string[] {
  const tables = layouts.map(tableLines);
  const fitting = tables.find((lines) => Math.max(...lines.map(lineWidth)) <= width);
  return fitting ?? tables.at(-1) ?? [];
}

/** The lines of a table, titles first. */
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

/** Columns that a text takes on a terminal. */
export function lineWidth(text: string): number {
  return stringWidth(text);
}
