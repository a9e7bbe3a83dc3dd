import { cleanText } from '../../shared/core/untrusted-text.ts';

/** Longest text that is printed of what a run answers, characters. */
const TEXT_LENGTH_MAX = 4_000;

/** A text of a function, of AWS or of a model, fit for a terminal. */
export function printable(text: string): string {
  return cleanText(text, TEXT_LENGTH_MAX);
}

/** A line fit for a terminal, indented as it was. */
export function printableLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return `${indent}${printable(line)}`;
}

/**
 * A value in which every text is fit for a terminal. What is printed of a run goes through here
 * once, so that no line that is made of it has to think of it.
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
