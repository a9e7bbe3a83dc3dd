import {
  chmodSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RefusalError } from './refusal.ts';

/**
 * Replaces a file's text atomically, and keeps its mode.
 *
 * @throws {RefusalError} If the file has changed since it was read, or cannot be written.
 */
export function writeSource(path: string, textBefore: string, textAfter: string): void {
  // The target of a symbolic link is written, so that the link stays.
  const place = realpathSync(path);
  mustHold(path, textBefore);
  const draft = join(dirname(place), `.${basename(place)}.autotune-${process.pid}`);
  try {
    writeFileSync(draft, textAfter, { flag: 'wx' });
    chmodSync(draft, statSync(place).mode);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new RefusalError(
      `Cannot write ${path}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/**
 * Makes sure that a file still has exactly the bytes of a text.
 *
 * @throws {RefusalError} If it does not: it has changed meanwhile, or is not in UTF-8.
 */
export function mustHold(path: string, text: string): void {
  if (!readFileSync(path).equals(Buffer.from(text))) {
    throw new RefusalError(
      `Cannot write ${path}: it must be in UTF-8, and unchanged since it was read`,
    );
  }
}
