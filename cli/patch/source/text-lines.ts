import type { Edit } from './defined-function.ts';

/** Returns the number of the line that an offset is on, from 1. */
export function lineNumberAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Returns the offset at which the line of an offset begins. */
export function lineStartAt(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Returns where the line of an offset ends: at its line feed, or at the end of the text. */
export function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

/** Returns the text before an offset on its line, with everything but tabs turned into spaces. */
export function indentAt(text: string, offset: number): string {
  return text.slice(lineStartAt(text, offset), offset).replaceAll(/[^\t]/g, ' ');
}

/** Whether only white space is before an offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStartAt(text, offset), offset).trim() === '';
}

/**
 * Inserts a line after the one that an offset is on, with the file's line end. If that is a last
 * line without a line end, the new line goes before it, because otherwise two lines would change.
 */
export function insertLineAfter(text: string, offset: number, line: string): Omit<Edit, 'file'> {
  const end = lineEndAt(text, offset);
  return end === text.length
    ? insertLineBefore(text, offset, line)
    : { start: end + 1, end: end + 1, text: `${line}${newLineOf(text)}` };
}

/** Inserts a line before the one that an offset is on. */
export function insertLineBefore(text: string, offset: number, line: string): Omit<Edit, 'file'> {
  const start = lineStartAt(text, offset);
  return { start, end: start, text: `${line}${newLineOf(text)}` };
}

/** Applies an edit to a text. */
export function applyEdit(text: string, { start, end, text: replacement }: Edit): string {
  return `${text.slice(0, start)}${replacement}${text.slice(end)}`;
}

/** Returns the line end of a file's first line. */
function newLineOf(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}
