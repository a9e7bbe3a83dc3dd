/** Formats a time in UTC, to the minute. */
export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').slice(0, 16);
}
