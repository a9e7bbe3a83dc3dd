/** Formats a moment for a person, in UTC, to the minute: `27 Nov 2026, 09:55 UTC`. */
export function dayText(timeMs: number): string {
  const day = new Date(timeMs).toLocaleString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${day} UTC`;
}
