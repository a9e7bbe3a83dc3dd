/** Returns a table in Markdown. Bars in a cell are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/**
 * Returns the text of each name, in the order of the names.
 * @throws {RangeError} If a name has no text, or a text has no name; lists all of them.
 */
export function textsOf(
  what: string,
  names: readonly string[],
  texts: Readonly<Record<string, string>>,
): readonly string[] {
  const missing = names.filter((name) => !(name in texts));
  const unknown = Object.keys(texts).filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new RangeError(
      `Cannot describe ${what}: each must have exactly one text: without a text are [${missing.join(', ')}], and texts of nothing are [${unknown.join(', ')}]`,
    );
  }
  return names.map((name) => String(texts[name]));
}
