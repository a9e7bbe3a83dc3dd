import { relative, resolve } from 'node:path';

/** A path as a person types it: from the working folder on, or absolute outside of it. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? resolve(path) : fromHere || '.';
}
