/** Length of the date at the start of an ISO timestamp. */
const DATE_LENGTH = '2026-01-01'.length;

/** Formats the UTC date of a time in epoch milliseconds: `2026-11-27`. */
export function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, DATE_LENGTH);
}
