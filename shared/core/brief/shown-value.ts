/** Longest untrusted word: the name of a function has 64 characters at the most. */
const WORD_LENGTH_MAX = 64;

/** A duration as it is shown: tenths of a millisecond below 100 ms, whole ones above. */
export function shownDurationMs(durationMs: number): number {
  return durationMs < 100 ? Math.round(durationMs * 10) / 10 : Math.round(durationMs);
}

/** An amount as it is shown: cents, and three significant digits below a dollar. */
export function shownUsd(usd: number): number {
  return usd < 1 ? Number(usd.toPrecision(3)) : Math.round(usd * 100) / 100;
}

/**
 * A name that somebody else chose, reduced to what names are made of, so that it can hold neither
 * markup nor a sentence.
 */
export function untrustedWord(text: string): string {
  return text.replaceAll(/[^\w.:$-]+/g, '_').slice(0, WORD_LENGTH_MAX);
}
