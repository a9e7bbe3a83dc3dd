/** Options of the comparison with an IAM pattern. */
interface WildcardOptions {
  readonly isCaseSensitive: boolean;
}

/**
 * Returns whether a value matches a pattern, in which `*` stands for any text and `?` for one
 * character.
 */
export function matchesWildcard(
  pattern: string,
  value: string,
  { isCaseSensitive }: WildcardOptions,
): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, isCaseSensitive ? 's' : 'is').test(value);
}
