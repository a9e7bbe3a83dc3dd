import type { Page } from './answer-form.ts';
import { printableLine } from './clean-values.ts';
import { wrapped } from './text-layout.ts';

/**
 * Lines that are indented further than this are from a stack trace or a log, and are not wrapped.
 */
const WRAPPED_INDENT_MAX = 2;

/** The first word of an error, and that of a proposal. */
const HEAD = /^(Cannot)\b/;
const PROPOSAL = /^( *Try)\b/;

/**
 * Formats the message of an error for a terminal: wrapped, with the words "Cannot" and "Try" in
 * colour, and without control characters.
 */
export function messageLines(message: string, { width, paint }: Page): readonly string[] {
  return message
    .split('\n')
    .flatMap((line) => wrappedLine(printableLine(line), width))
    .map((line) =>
      line
        .replace(HEAD, (word) => paint.colour('bad', word))
        .replace(PROPOSAL, (word) => paint.colour('good', word)),
    );
}

/** Wraps a line; its continuation lines are indented further. */
function wrappedLine(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (indent.length > WRAPPED_INDENT_MAX || line.length <= width) {
    return [line];
  }
  const [first = '', ...rest] = wrapped(line.trim(), width - indent.length - 2);
  return [`${indent}${first}`, ...rest.map((one) => `${indent}  ${one}`)];
}
