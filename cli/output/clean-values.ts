import { cleanText } from '../../shared/core/untrusted-text.ts';

/** Longest text of a run that is printed, characters. */
const TEXT_LENGTH_MAX = 4_000;

/** Makes a text of a function, of AWS or of a model safe for a terminal. */
export function printable(text: string): string {
  return cleanText(text, TEXT_LENGTH_MAX);
}

/** Makes a line safe for a terminal, and keeps its indentation. */
export function printableLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return `${indent}${printable(line)}`;
}

/**
 * Makes every text in a value safe for a terminal. Everything that is printed about a run goes
 * through here once, so no other function has to do it.
 */
export function withPrintableTexts<T>(value: T): T {
  if (typeof value === 'string') {
    return printable(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map(withPrintableTexts) as T;
  }
  return typeof value === 'object' && value !== null
    ? (Object.fromEntries(
        Object.entries(value).map(([key, field]) => [key, withPrintableTexts(field)]),
      ) as T)
    : value;
}
