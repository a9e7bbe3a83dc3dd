/** What a person looks for the memory beside, in lower case. */
const NEIGHBOURS: ReadonlySet<string> = new Set(['runtime', 'handler', 'timeout', 'entry']);

/** The entries of a block, beginning with those that the memory is best stated beside. */
export function neighboursFirst<T>(
  entries: readonly T[],
  nameOf: (entry: T) => string | undefined,
): readonly T[] {
  const isNeighbour = (entry: T) => NEIGHBOURS.has(nameOf(entry)?.toLowerCase() ?? '');
  return [...entries.filter(isNeighbour).reverse(), ...entries];
}
