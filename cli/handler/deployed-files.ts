import { dirname, extname, sep } from 'node:path';
import type { CodeFiles } from '../../local/deployment/code-folder.ts';

/** The runtime that handlers in JavaScript are deployed with. */
export const NODE_RUNTIME = 'nodejs24.x';

/** The last runtime that accepts handlers with a callback. */
export const CALLBACK_RUNTIME = 'nodejs22.x';

/**
 * Leaves out the handler's file, which the caller adds under its deployed name, and the files that
 * Lambda could load instead of it because only their extension differs.
 */
export function withoutRivals(files: CodeFiles, path: string): CodeFiles {
  const stem = path.replace(/\.[^./]+$/, '');
  const rivals = ['.js', '.mjs', '.cjs', extname(path)].map((extension) => stem + extension);
  return Object.fromEntries(Object.entries(files).filter(([name]) => !rivals.includes(name)));
}

/** Returns the deepest folder that contains all files. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => dirname(path));
  let common = first;
  for (const folder of others) {
    while (folder !== common && !folder.startsWith(common === sep ? sep : common + sep)) {
      common = dirname(common);
    }
  }
  return common;
}

/**
 * Returns the path that a file is deployed under: its name has no dot but that of the extension,
 * because Lambda cuts the name at the first dot.
 */
export function withoutDots(path: string, newExtension?: string): string {
  const [, folder = '', stem = '', extension = ''] = /^(.*\/)?([^/]*)(\.[^./]+)$/.exec(path) ?? [];
  return `${folder}${stem.replaceAll('.', '-')}${newExtension ?? extension}`;
}
