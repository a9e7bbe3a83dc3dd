/** What stands in a cell; `undefined` leaves it empty. */
export type CsvCell = string | number | boolean | undefined;

/**
 * Rows as CSV (RFC 4180), the titles first.
 *
 * @param columns Titles, each with what stands below it in a row.
 */
export function csvTable<Row>(
  columns: Readonly<Record<string, (row: Row) => CsvCell>>,
  rows: readonly Row[],
): string {
  const lines = rows.map((row) => Object.values(columns).map((cellOf) => cellText(cellOf(row))));
  return [Object.keys(columns), ...lines].map((line) => line.join(',')).join('\n');
}

/** What a spreadsheet would take for a formula is kept from it: texts may come from a function. */
function cellText(cell: CsvCell): string {
  const text = String(cell ?? '');
  const harmless = typeof cell === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
