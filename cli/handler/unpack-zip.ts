import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { HandlerError } from './handler-error.ts';

/**
 * Unpacks a zip for as long as something looks into it.
 *
 * @param use Gets the folder that it was unpacked to.
 * @throws {HandlerError} If it is no zip, or a name in it leads out of the folder.
 */
export async function unpackZip<T>(
  path: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'autotuner-zip-')));
  try {
    for (const [name, content] of Object.entries(entriesOf(path))) {
      const target = resolve(directory, name);
      if (!target.startsWith(directory + sep)) {
        throw new HandlerError(`Cannot read "${basename(path)}": "${name}" leads out of the zip`);
      }
      if (!name.endsWith('/')) {
        mkdirSync(dirname(target), { recursive: true });
        // The unpacker does not keep file modes, and a bootstrap must be executable.
        writeFileSync(target, content, { mode: 0o755 });
      }
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function entriesOf(path: string): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(readFileSync(path));
  } catch (error) {
    throw new HandlerError(
      `Cannot read "${basename(path)}": it must be a zip: ${error instanceof Error ? error.message : error}`,
    );
  }
}
