import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import {
  OutsideEntryError,
  writeEntries,
} from '../../local/cloud/lambda/process-host/zip-entries.ts';
import { HandlerError } from './handler-error.ts';

/**
 * Unpacks a zip to a temporary folder, which exists only while `use` runs.
 *
 * @param use Gets the folder that it was unpacked to.
 * @throws {HandlerError} If it is not a zip, or a name in it leads out of the folder.
 */
export async function unpackZip<T>(
  path: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'autotuner-zip-')));
  try {
    writeInside(basename(path), entriesOf(path), directory);
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function writeInside(
  zipName: string,
  entries: Readonly<Record<string, Uint8Array>>,
  directory: string,
): void {
  try {
    writeEntries(entries, directory);
  } catch (error) {
    throw error instanceof OutsideEntryError
      ? new HandlerError(`Cannot read "${zipName}": "${error.entryName}" leads out of the zip`)
      : error;
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
