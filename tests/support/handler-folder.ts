import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a handler on disk. */
export interface HandlerFolder {
  /** Absolute. */
  readonly path: string;
  at(name: string): string;
  remove(): void;
}

/** Writes files into a new folder, outside of every project. */
export function makeHandlerFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): HandlerFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'handler-')));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return {
    path,
    at: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
