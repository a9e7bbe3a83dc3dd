/** Properties that the memory is best written beside, in lower case. */
const NEIGHBOURS: ReadonlySet<string> = new Set(['runtime', 'handler', 'timeout', 'entry']);

/** Returns the entries of a block, those first that the memory is best written beside. */
export function neighboursFirst<T>(
  entries: readonly T[],
  nameOf: (entry: T) => string | undefined,
): readonly T[] {
  const isNeighbour = (entry: T) => NEIGHBOURS.has(nameOf(entry)?.toLowerCase() ?? '');
  return [...entries.filter(isNeighbour).reverse(), ...entries];
}
