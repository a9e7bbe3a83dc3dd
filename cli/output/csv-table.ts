/** The content of a cell; `undefined` leaves it empty. */
export type CsvCell = string | number | boolean | undefined;

/**
 * Formats rows as CSV (RFC 4180), the titles first.
 *
 * @param columns Titles, each with the function that returns its cell of a row.
 */
export function csvTable<Row>(
  columns: Readonly<Record<string, (row: Row) => CsvCell>>,
  rows: readonly Row[],
): string {
  const lines = rows.map((row) => Object.values(columns).map((cellOf) => cellText(cellOf(row))));
  return [Object.keys(columns), ...lines].map((line) => line.join(',')).join('\n');
}

/**
 * Formats a cell. Prefixes a text that a spreadsheet would run as a formula: it may be untrusted.
 */
function cellText(cell: CsvCell): string {
  const text = String(cell ?? '');
  const harmless = typeof cell === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
