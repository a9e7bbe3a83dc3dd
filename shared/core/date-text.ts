/** Of an ISO time, its date. */
const DATE_LENGTH = '2026-01-01'.length;

/** A day for a person, in UTC: `2026-11-27`. */
export function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, DATE_LENGTH);
}
