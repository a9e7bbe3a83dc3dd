/** The cells of a row, by the titles of their columns. */
export type ParsedRow = ReadonlyMap<string, string>;

/**
 * Returns the rows of a table on a Markdown page.
 * @param head Start of the table's title line.
 * @throws {RangeError} If the page has no such table.
 */
export function parsedTable(page: string, head: string): readonly ParsedRow[] {
  const begin = page.indexOf(`\n${head}`);
  if (begin < 0) throw new RangeError(`Cannot read a table: a page must have "${head}"`);
  const [columns = [], , ...rows] = page
    .slice(begin + 1)
    .split('\n\n', 1)
    .flatMap((table) => table.trim().split('\n'))
    .map(cellsOf);
  return rows.map((cells) => new Map(cells.map((cell, index) => [columns[index] ?? '', cell])));
}

/**
 * Returns a cell of a row.
 * @throws {RangeError} If there is no such row or column.
 */
export function cellOf(row: ParsedRow | undefined, column: string): string {
  const cell = row?.get(column);
  if (cell === undefined) throw new RangeError(`Cannot read a table: it must have "${column}"`);
  return cell;
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
