import type { Page } from './answer-form.ts';
import { printableLine } from './clean-values.ts';
import { wrapped } from './text-layout.ts';

/** Lines that are indented further than this are of a stack or a log, and stay as they are. */
const WRAPPED_INDENT_MAX = 2;

/** What an error says first, and what it proposes. */
const HEAD = /^(Cannot)\b/;
const PROPOSAL = /^( *Try)\b/;

/**
 * The message of an error for a terminal: wrapped, with what failed and what to try in colour, and
 * with nothing that steers the terminal.
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

/** What goes on below a line is indented further. */
function wrappedLine(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (indent.length > WRAPPED_INDENT_MAX || line.length <= width) {
    return [line];
  }
  const [first = '', ...rest] = wrapped(line.trim(), width - indent.length - 2);
  return [`${indent}${first}`, ...rest.map((one) => `${indent}  ${one}`)];
}
