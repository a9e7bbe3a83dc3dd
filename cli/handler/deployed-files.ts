import { dirname, extname, sep } from 'node:path';
import type { CodeFiles } from '../../local/deployment/code-folder.ts';

/** What handlers in JavaScript are deployed for. */
export const NODE_RUNTIME = 'nodejs24.x';

/** The last runtime that takes handlers with a callback. */
export const CALLBACK_RUNTIME = 'nodejs22.x';

/** Without files that Lambda would take for the handler's: those that differ by the extension. */
export function withoutRivals(files: CodeFiles, path: string): CodeFiles {
  const stem = path.replace(/\.[^./]+$/, '');
  const rivals = ['.js', '.mjs', '.cjs', extname(path)].map((extension) => stem + extension);
  return Object.fromEntries(Object.entries(files).filter(([name]) => !rivals.includes(name)));
}

/** The folder that all files are in or below. */
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

/** The name that a file is deployed with: Lambda takes it to end at the first dot. */
export function withoutDots(path: string, newExtension?: string): string {
  const [, folder = '', stem = '', extension = ''] = /^(.*\/)?([^/]*)(\.[^./]+)$/.exec(path) ?? [];
  return `${folder}${stem.replaceAll('.', '-')}${newExtension ?? extension}`;
}
