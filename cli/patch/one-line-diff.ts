/** Unchanged lines that are shown around the changed one. */
const CONTEXT_LINES = 3;

/** The line that differs between two texts: it was replaced or added. */
interface ChangedLine {
  /** Index of the line, from 0. */
  readonly index: number;
  /** `undefined` if the line was added. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Returns the line that differs between two texts; `undefined` unless it is exactly one. */
export function changedLine(textBefore: string, textAfter: string): ChangedLine | undefined {
  const before = linesOf(textBefore);
  const after = linesOf(textAfter);
  const index = after.findIndex((line, at) => line !== before[at]);
  const isAdded = after.length === before.length + 1;
  const rest = isAdded ? before.slice(index) : before.slice(index + 1);
  const isOne =
    index !== -1 &&
    (isAdded || after.length === before.length) &&
    rest.join('') === after.slice(index + 1).join('');
  return isOne
    ? { index, before: isAdded ? undefined : before[index], after: after[index] ?? '' }
    : undefined;
}

/** Returns the unified diff of two texts that differ in one line, as `git apply` accepts it. */
export function oneLineDiff(path: string, textBefore: string, textAfter: string): string {
  const changed = changedLine(textBefore, textAfter);
  if (changed === undefined) return '';
  const { index, before, after } = changed;
  const lines = linesOf(textBefore);
  const start = Math.max(0, index - CONTEXT_LINES);
  const next = before === undefined ? index : index + 1;
  const head = lines.slice(start, index);
  const tail = lines.slice(next, next + CONTEXT_LINES);
  const context = head.length + tail.length;
  const countBefore = context + (before === undefined ? 0 : 1);
  const body = [
    ...head.map((line) => ` ${line}`),
    ...(before === undefined ? [] : [`-${before}`]),
    `+${after}`,
    ...tail.map((line) => ` ${line}`),
  ];
  return [
    `--- a/${path}\n`,
    `+++ b/${path}\n`,
    `@@ -${start + 1},${countBefore} +${start + 1},${context + 1} @@\n`,
    ...body.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)),
  ].join('');
}

/** Splits a text into lines, with their line ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
