/** Longest untrusted word, characters; the name of a function has at most 64. */
const WORD_LENGTH_MAX = 64;

/** Rounds a duration for the brief: to tenths of a millisecond below 100 ms, else to whole ones. */
export function shownDurationMs(durationMs: number): number {
  return durationMs < 100 ? Math.round(durationMs * 10) / 10 : Math.round(durationMs);
}

/** Rounds an amount for the brief: to cents, and to three significant digits below a dollar. */
export function shownUsd(usd: number): number {
  return usd < 1 ? Number(usd.toPrecision(3)) : Math.round(usd * 100) / 100;
}

/**
 * Reduces an untrusted name to the characters that names consist of, so that it can contain neither
 * markup nor a sentence.
 */
export function untrustedWord(text: string): string {
  return text.replaceAll(/[^\w.:$-]+/g, '_').slice(0, WORD_LENGTH_MAX);
}
