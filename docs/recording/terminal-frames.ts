import xterm, { type IBufferCell } from '@xterm/headless';
import type { Cast } from './cast.ts';

/** A screen that stays unchanged for a while. */
export interface Frame {
  /** Time since the beginning, milliseconds. */
  readonly atMs: number;
  /** The lines up to the last one with text. */
  readonly lines: readonly TerminalLine[];
}

/** Pieces of a line from left to right, without the spaces in between. */
export type TerminalLine = readonly TextRun[];

/** A text in one style. */
export interface TextRun {
  readonly column: number;
  readonly text: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
  /** One of the 16 colours of a terminal; absent for the default. */
  readonly colour?: number;
}

/** Shortest time for which a screen is visible. Shorter ones are skipped. */
const FRAME_MS_MIN = 60;

/** Returns the screens of a recording, each different from the previous one. */
export async function terminalFrames({ columns, rows, outputs }: Cast): Promise<readonly Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: Frame[] = [];
  for (const [index, { atMs, text }] of outputs.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const nextMs = outputs[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    const lines = screenLines(terminal);
    const isNew = JSON.stringify(lines) !== JSON.stringify(frames.at(-1)?.lines);
    if (isNew && nextMs - atMs >= FRAME_MS_MIN) frames.push({ atMs, lines });
  }
  terminal.dispose();
  return frames;
}

function screenLines({ buffer: { active }, rows, cols }: xterm.Terminal): readonly TerminalLine[] {
  const lines = Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    const cells = Array.from({ length: cols }, (_unused, column) => line?.getCell(column));
    return runsOf(cells);
  });
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function runsOf(cells: readonly (IBufferCell | undefined)[]): TerminalLine {
  const runs: TextRun[] = [];
  for (const [column, cell] of cells.entries()) {
    const text = cell?.getChars() ?? '';
    const last = runs.at(-1);
    if (cell === undefined || text.trim() === '') continue;
    const style = styleOf(cell);
    const end = last === undefined ? 0 : last.column + [...last.text].length;
    // A single space does not start a new piece.
    if (last !== undefined && column - end <= 1 && isSameStyle(last, style)) {
      runs.splice(-1, 1, { ...last, text: last.text.padEnd(column - last.column) + text });
    } else {
      runs.push({ column, text, ...style });
    }
  }
  return runs;
}

type Style = Omit<TextRun, 'column' | 'text'>;

function styleOf(cell: IBufferCell): Style {
  return {
    isBold: cell.isBold() !== 0,
    isDim: cell.isDim() !== 0,
    ...(cell.isFgPalette() && { colour: cell.getFgColor() }),
  };
}

function isSameStyle(one: Style, other: Style): boolean {
  return one.isBold === other.isBold && one.isDim === other.isDim && one.colour === other.colour;
}
