import { relative, resolve } from 'node:path';

/**
 * Returns a path as a person types it: relative inside the working directory, otherwise absolute.
 */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? resolve(path) : fromHere || '.';
}
